import type { Side } from '../../src/domain/side.js';
import type { Crm } from '../../src/ports/crm.js';
import type { People } from '../../src/ports/people.js';
import type { Pulse } from '../../src/ports/pulse.js';
import type { Actor } from './actors.js';

const CALLS = [
  'page',
  'read',
  'findByEmail',
  'madeByUs',
  'recheck',
  'create',
  'update',
  'optOut',
  'optIn',
  'remove',
] as const;
const MOMENTS = [...CALLS, 'convert'] as const;

/** A moment a story can wait for: around a call to a side (`after`: it has landed, its answer is under way), or when a worker looks at its life sign. */
export type Moment = `${Side} ${(typeof MOMENTS)[number]} ${'before' | 'after'}` | 'pulse';

/** What happens at a moment, once. The run goes on when it is over. */
export type Cue = (actor: Actor) => void | Promise<void>;

/** A story's stage directions, first come first served; null where the history is not told by hand. */
export type Cues = Map<Moment, Cue[]>;

/** The side with its cues around each call. */
export function cued<P extends People & Pick<Partial<Crm>, 'converting'>>(
  cues: Cues | null,
  actor: Actor,
  people: P,
): P {
  if (cues === null) return people;
  const around =
    <Given extends unknown[], Answer>(name: (typeof MOMENTS)[number], call: (...given: Given) => Promise<Answer>) =>
    async (...given: Given) => {
      await cues.get(`${people.side} ${name} before`)?.shift()?.(actor);
      const answer = await call(...given);
      await cues.get(`${people.side} ${name} after`)?.shift()?.(actor);
      return answer;
    };
  const told = CALLS.map((name) => [name, around(name, people[name] as (...given: unknown[]) => Promise<unknown>)]);
  const { converting } = people;
  return {
    ...people,
    ...Object.fromEntries(told),
    ...(converting && { converting: { ...converting, convert: around('convert', converting.convert) } }),
  };
}

/** The life sign, with a cue before anybody looks whether it is fresh. */
export function cuedPulse(cues: Cues | null, actor: Actor): Pulse {
  if (cues === null) return actor.pulse;
  return {
    ...actor.pulse,
    fresh: () => {
      void cues.get('pulse')?.shift()?.(actor);
      return actor.pulse.fresh();
    },
  };
}
