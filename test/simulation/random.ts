/** Seeded numbers, the same for the same seed. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** Integer in [0, n). */
  below(n: number): number;
  chance(share: number): boolean;
  pick<T>(from: readonly T[]): T | undefined;
  /** Where it stands among its numbers: `goTo` draws on from there. */
  readonly at: () => number;
  readonly goTo: (place: number) => void;
}

export function random(seed: number): Random {
  let state = (Math.imul(seed, 2_654_435_761) + 12_345) >>> 0 || 1;
  const next = () => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 4_294_967_296;
  };
  for (let warm = 0; warm < 5; warm += 1) next();
  const below = (n: number) => Math.floor(next() * n);
  return {
    next,
    below,
    chance: (share) => next() < share,
    pick: (from) => from[below(from.length)],
    at: () => state,
    goTo: (place) => void (state = place),
  };
}
