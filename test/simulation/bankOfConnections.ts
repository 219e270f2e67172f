import type { Tx } from '../../src/ports/tx.js';
import type { Bug } from './setup.js';
import type { World } from './world.js';

/** Planted bugs of two connections of one list (R-ALL-17): each has its tale (`TOLD_IN`). */
export const CONNECTIONS: Readonly<Record<string, Bug>> = {
  'a connection knows of no other': { tx: () => ({ neighbours: async () => [] }) },
  'a member is claimed by nobody': { tx: () => ({ ownedElsewhere: async () => [] }) },
  'who was just created by another connection is met': { tx: () => ({ createdElsewhere: async () => [] }) },
  'a link stays where it is though its record is another’s to sync': { store: () => ({ handOver: async () => [] }) },
  'a hand-over leaves the baseline behind': { tx: ownBaselines },
};

const RUNS = new WeakMap<World, Map<number, string>>();

/** Of baselines only what runs of the same connection decided. */
function ownBaselines(world: World, tx: Tx): Partial<Tx> {
  const runs = RUNS.get(world) ?? new Map<number, string>();
  RUNS.set(world, runs);
  return {
    baselines: async (pairs) => {
      const { run, connection } = await tx.run();
      runs.set(run, connection);
      return (await tx.baselines(pairs)).map((baseline) =>
        Object.fromEntries(
          Object.entries(baseline).filter(([, pair]) => (runs.get(pair.run) ?? connection) === connection),
        ),
      );
    },
  };
}
