import type { Bug } from './setup.js';

/** Planted bugs of deletions (R-ALL-9): each has its tale (`TOLD_IN`). */
export const DELETES: Readonly<Record<string, Bug>> = {
  'the cause of a deletion is not read again': {
    protocol: (_world, sound) => ({
      fence: (input) => sound.fence(input.row.kind === 'delete' ? { ...input, fell: false } : input),
    }),
  },
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
