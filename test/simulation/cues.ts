import type { Side } from '../../src/domain/side.js';
import type { People } from '../../src/ports/people.js';
import type { Pulse } from '../../src/ports/pulse.js';
import type { Actor } from './actors.js';

const CALLS = ['page', 'read', 'findByEmail', 'madeByUs', 'recheck', 'create', 'update', 'optOut'] as const;

/** A moment a story can wait for: around a call to a side (`after`: it has landed, its answer is under way), or when a worker looks at its life sign. */
export type Moment = `${Side} ${(typeof CALLS)[number]} ${'before' | 'after'}` | 'pulse';

/** What happens at a moment, once. The run goes on when it is over. */
export type Cue = (actor: Actor) => void | Promise<void>;

/** A story's stage directions, first come first served; null where the history is not told by hand. */
export type Cues = Map<Moment, Cue[]>;

/** The side with its cues around each call. */
export function cued<P extends People>(cues: Cues | null, actor: Actor, people: P): P {
  if (cues === null) return people;
  const around = CALLS.map((name) => {
    const call = people[name] as (...given: unknown[]) => Promise<unknown>;
    const told = async (...given: unknown[]) => {
      await cues.get(`${people.side} ${name} before`)?.shift()?.(actor);
      const answer = await call(...given);
      await cues.get(`${people.side} ${name} after`)?.shift()?.(actor);
      return answer;
    };
    return [name, told] as const;
  });
  return { ...people, ...Object.fromEntries(around) };
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
