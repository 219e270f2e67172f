import type { Memory, Queued } from './state.js';

/** Ids of one `records` run; more make a run of their own. */
export const MOST_RECORDS = 200;

/**
 * Queues a run and says its number. Wishes of the same kind share one, whoever asked: a run that has not begun will see all they were about.
 * Record runs go first, each kind in the order asked.
 */
export function enqueue(memory: Memory, wish: Omit<Queued, 'run'>): number {
  const same = memory.wanted.find((queued) => sameKind(queued, wish));
  if (same) {
    const joined: Queued = {
      ...without(same),
      records: [...new Set([...same.records, ...wish.records])],
      evenPaused: same.evenPaused || wish.evenPaused,
      ...noted({ ...same, asked: same.asked === true || wish.asked === true }),
      // Whoever asks anew wants it tried now.
      ...(same.waits && wish.waits ? { waits: wish.waits } : {}),
    };
    memory.wanted = memory.wanted.map((queued) => (queued === same ? joined : queued));
    return same.run;
  }
  memory.lastRun += 1;
  const all = [...memory.wanted, { ...wish, run: memory.lastRun }];
  memory.wanted = [...all.filter(({ mode }) => mode === 'records'), ...all.filter(({ mode }) => mode !== 'records')];
  return memory.lastRun;
}

/** As a part of a message: a run that approves nothing, or that nobody asked for, says nothing of it, as runs of before did. */
export function noted({ waiver, asked }: Pick<Queued, 'waiver' | 'asked'>): Pick<Queued, 'waiver' | 'asked'> {
  return { ...(waiver === undefined ? {} : { waiver }), ...(asked === true ? { asked } : {}) };
}

/** Lets all that waits for calls be tried now, as if it never had waited. */
export function waitNoMore(memory: Memory, now: number): void {
  memory.wanted = memory.wanted.map((queued) =>
    queued.waits ? { ...queued, waits: { ...queued.waits, until: now, stops: 0 } } : queued,
  );
}

function without(queued: Queued): Queued {
  const { waits: _, ...ready } = queued;
  return ready;
}

function sameKind(queued: Queued, wish: Omit<Queued, 'run'>): boolean {
  if (queued.mode !== wish.mode || queued.full !== wish.full || queued.waiver !== wish.waiver) return false;
  return new Set([...queued.records, ...wish.records]).size <= MOST_RECORDS;
}
