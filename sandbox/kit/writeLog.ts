import type { Clock, WriteEntry, WriteLog } from './types.js';

/** An entry as it is kept: most are never asked about, so that it is small, and made whole when it is. */
interface Kept {
  readonly entry: Omit<WriteEntry, 'n' | 'at' | 'fields'>;
  readonly at: number;
  fields: WriteEntry['fields'] | (() => WriteEntry['fields']);
}

/** Every change accepted by API, numbered from 1: the oracle of tests. */
export function createWriteLog(clock: Clock): WriteLog {
  let kept: Kept[] = [];
  const told = (one: Kept, n: number): WriteEntry => {
    if (typeof one.fields === 'function') one.fields = one.fields();
    return { n, ...one.entry, fields: one.fields, at: new Date(one.at).toISOString() };
  };
  return {
    add: ({ fields, ...entry }) => {
      kept.push({ entry, at: clock.now(), fields });
    },
    addLazy: (entry, fields) => {
      kept.push({ entry, at: clock.now(), fields });
    },
    since: (n) => {
      const from = Math.max(0, n);
      return kept.slice(from).map((one, at) => told(one, from + at + 1));
    },
    reset: () => {
      kept = [];
    },
  };
}
