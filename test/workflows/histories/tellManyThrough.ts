import { hastyBundle } from '../../support/hastyBundle.js';
import { tell } from '../../simulation/history.js';
import { type Ended, type Summary, tally } from '../../simulation/tally.js';
import { fakes } from '../fakes.js';
import { realServer } from '../servers.js';
import { openStage, type Stage } from '../stage.js';
import { ride } from './ride.js';

/** Small enough for runs and connections to continue as new within a history. */
const MOST_EVENTS = 150;

/** Waits of the workflows: time goes by in the simulator's world, and an attempt is followed by the next however often that happens. */
const HASTE = [
  [
    "initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '30 seconds', maximumAttempts: 12",
    "initialInterval: '5 milliseconds', backoffCoefficient: 1, maximumInterval: '5 milliseconds', maximumAttempts: 1000",
  ],
  ['workflow_1.sleep)(ms, { summary })', 'workflow_1.sleep)(Math.ceil(ms / 1000), { summary })'],
] as const;

/**
 * Tells histories `from`, `from + 1`, … through the real workflows on a Temporal server of their own, several at once, each on a connection of its own.
 * One that breaks is a failure too.
 * @param lanes how many at once: each waits most of its time for the server
 */
export async function tellManyThrough(from: number, count: number, lanes: number): Promise<Summary> {
  const told = tally();
  const stage = await openStage(realServer, hastyBundle(HASTE));
  try {
    let next = from;
    const lane = async () => {
      while (next < from + count) {
        const seed = next;
        next += 1;
        told.add(seed, await tellThrough(stage, seed));
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
  } finally {
    await stage.close();
  }
  return told.sum();
}

async function tellThrough(stage: Stage, seed: number): Promise<Ended> {
  const { activities, engine } = ride();
  let told: Ended = { world: null, failure: 'never told' };
  await stage
    .connected(
      fakes(activities),
      async (scene) => {
        told = await tell(seed, {}, null, { second: false }, (history) => engine(scene, history));
      },
      MOST_EVENTS,
    )
    .catch((error: unknown) => {
      const { message, cause } = error as Error;
      told = { world: null, failure: `${message}: ${String(cause)}` };
    });
  return told;
}
