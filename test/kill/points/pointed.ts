import { Context } from '@temporalio/activity';
import type { Deps, Opened } from '../../../activities/deps.js';
import type { Crm } from '../../../src/ports/crm.js';
import type { Reach } from './executioner.js';

/** Calls that leave something behind, or read it, outside the process. Parts of a port that have such calls of their own are named by their key. */
const CALLS: ReadonlySet<string> = new Set(
  [
    'transaction lease openRun saveState foundInStep reject beginAlert endAlert saveBudget',
    'describe page tally total read findByEmail madeByUs recheck predecessors',
    'create update optOut remove optIn convert merge',
    'begin upload close state abort outcomes',
  ].flatMap((calls) => calls.split(' ')),
);
const PARTS: ReadonlySet<string> = new Set(['jobs', 'converting', 'merging']);
/** Calls of one name in one attempt are points of their own, up to here. */
const MOST_OF_A_NAME = 6;

/**
 * The same dependencies, with a point after every call that reaches the store or a side: what was asked for has happened there, and whoever asked has not heard.
 * What a worker leaves behind when it dies before a call is what it leaves when it dies after the one that went before.
 */
export function pointed(deps: Deps, reach: Reach): Deps {
  const counts = new WeakMap<Context, Map<string, number>>();

  const passed = async (call: string): Promise<void> => {
    const context = Context.current();
    const { activityType, attempt } = context.info;
    const names = counts.get(context) ?? new Map<string, number>();
    counts.set(context, names);
    const nth = (names.get(call) ?? 0) + 1;
    names.set(call, nth);
    if (nth <= MOST_OF_A_NAME) await reach(`${activityType}: ${call}${nth === 1 ? '' : ` ${nth}`}`, attempt);
  };

  const watched = <T extends object>(name: string, port: T): T =>
    new Proxy(port, {
      get(target, key) {
        const found: unknown = Reflect.get(target, key, target);
        if (typeof key !== 'string') return found;
        if (PARTS.has(key) && typeof found === 'object' && found !== null) return watched(`${name}.${key}`, found);
        if (typeof found !== 'function') return found;
        const call = found.bind(target) as (...given: readonly unknown[]) => unknown;
        if (key === 'spending') return (...given: readonly unknown[]) => watched(name, call(...given) as Crm);
        if (!CALLS.has(key)) return call;
        return async (...given: readonly unknown[]) => {
          const answer = await call(...given);
          await passed(`${name}.${key}`);
          return answer;
        };
      },
    });

  return {
    ...deps,
    store: watched('store', deps.store),
    open: async (connection, version) => {
      const opened: Opened = await deps.open(connection, version);
      const [crm, platform] = [watched('crm', opened.crm), watched('platform', opened.platform)];
      return { ...opened, crm, platform, sides: { crm, platform } };
    },
  };
}
