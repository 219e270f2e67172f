import type { Staged, StagePhase } from '../../../src/ports/stored.js';
import type { Tx } from '../../../src/ports/tx.js';
import { askedOf, stageOf, type Asked, type Part, type Queued, type World } from './part.js';

type StagePart = Pick<
  Tx,
  'stage' | 'restage' | 'nextStaged' | 'images' | 'imagesByKey' | 'markPlanned' | 'again' | 'nextAgain' | 'notAgain'
>;

const RANK = { image: 0, planned: 1, new: 2, first: 3 } as const satisfies Record<StagePhase, number>;

export function txStage(part: Part, run: number, world: World): StagePart {
  const stage = () => stageOf(part, run, world.undo);
  const asked = () => askedOf(part, run, world.undo);
  const inTurn = (rows: readonly Queued[]) => [...rows].toSorted((a, b) => a.place - b.place).map((row) => row.staged);

  function ask(links: readonly number[], change: (before: Asked | undefined, link: number) => Asked | undefined): void {
    for (const link of new Set(links)) {
      const next = change(asked().get(link), link);
      if (next !== undefined) asked().put(link, next);
    }
  }

  return {
    async stage(items) {
      for (const item of items) {
        const key = `${item.record.side} ${item.record.id}`;
        const before = stage().get(key);
        const staged = before === undefined ? item : merged(before.staged, item);
        const waiting = before?.staged.phase === 'new' || before?.staged.phase === 'first';
        stage().put(key, { staged, place: waiting ? before.place : world.place() });
      }
    },
    async restage(items) {
      for (const item of items) {
        const key = `${item.record.side} ${item.record.id}`;
        const before = stage().get(key);
        if (before && item.seq >= before.staged.seq)
          stage().put(key, { ...before, staged: { ...item, phase: before.staged.phase } });
      }
    },
    nextStaged: async (phase, limit) => inTurn(stage().find(phase)).slice(0, limit),
    images: async (refs) => {
      const keys = new Set(refs.map(({ side, id }) => `${side} ${id}`));
      return [...keys].flatMap((key) => stage().get(key)?.staged ?? []);
    },
    imagesByKey: async (side, keys, besides = []) =>
      [...new Set(keys)]
        .flatMap((key) => inTurn(stage().find(`${side} key ${key}`)))
        .filter(
          ({ record, seq }) =>
            !besides.some((one) => one.record.side === side && one.record.id === record.id && one.seq === seq),
        ),
    async markPlanned(refs) {
      for (const { side, id } of refs) {
        const before = stage().get(`${side} ${id}`);
        if (before) stage().put(`${side} ${id}`, { ...before, staged: { ...before.staged, phase: 'planned' } });
      }
    },

    again: async (links) => ask(links, (before, link) => ({ link, times: (before?.times ?? 0) + 1, pending: true })),
    nextAgain: async (limit) =>
      [...asked().find('pending')]
        .toSorted((a, b) => a.link - b.link)
        .slice(0, limit)
        .map(({ link, times }) => ({ link, times })),
    notAgain: async (links) => ask(links, (before) => before && { ...before, pending: false }),
  };
}

function merged(before: Staged, item: Staged): Staged {
  const image = item.seq >= before.seq ? item : before;
  return { ...image, phase: RANK[item.phase] >= RANK[before.phase] ? item.phase : before.phase };
}
