import type { People } from '../../src/ports/people.js';
import type { Bug } from './setup.js';
import { HOLD_MS, type World } from './world.js';

/** Planted bugs of deletions (R-ALL-9): each has its tale (`TOLD_IN`). */
export const DELETES: Readonly<Record<string, Bug>> = {
  'the cause of a deletion is not read again': {
    protocol: (_world, sound) => ({
      fence: (input) => sound.fence(input.row.kind === 'delete' ? { ...input, fell: false } : input),
    }),
  },
  'nothing found is proof by itself': {
    protocol: (_world, sound) => ({
      isProven: (record, missing, holdMs) => {
        const { absent: _absent, ...shown } = record;
        return sound.isProven(shown, missing, holdMs);
      },
      isMissed: (missing) => missing !== null,
    }),
  },
  'one listing is enough': {
    tx: (_world, tx) => ({
      miss: async (side, ids, at) => {
        await tx.miss(side, ids, at - 2 * HOLD_MS);
        await tx.miss(side, ids, at);
      },
    }),
  },
  'no hold time between listings': {
    protocol: (_world, sound) => ({
      isProven: (record, missing) => sound.isProven(record, missing, 1),
      isMissed: (missing) => sound.isMissed(missing, 1),
    }),
  },
  'a listing that falls short counts': { protocol: () => ({ isComplete: ({ listed }) => listed > 0 }) },
  'a listing of nobody counts': { protocol: () => ({ isComplete: ({ listed, total }) => listed === total }) },
  'who is missing from listings is not read': { people: unread },
  'a lost deletion is not read back': {
    protocol: () => ({ judgeRemoval: () => ({ kind: 'undecided' }) }),
  },
  'a tombstone goes by id alone': {
    protocol: (_world, sound) => ({ buried: (ask) => sound.buried({ ...ask, key: null }) }),
  },
  'a tombstone forgets who became whom': {
    protocol: (_world, sound) => ({
      buried: (ask) => sound.buried({ ...ask, stones: ask.stones.filter(({ heir }) => heir === null) }),
    }),
  },
};

/** Whom the listings do not show is taken to be gone, whatever a read would say. */
function unread(world: World, people: People): Partial<People> {
  return {
    read: async (fields, ids) =>
      (await people.read(fields, ids)).map((record) =>
        world.hidden.has(record.id) ? { ...record, email: null, fields: {}, deleted: true, absent: true } : record,
      ),
  };
}
