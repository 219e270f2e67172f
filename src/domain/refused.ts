/** More a plan of one person hardly has: two sides, and a row for each blanked field. */
const MOST = 8;

/** Adds a plan to those that were refused; as kept with the link. */
export function refusedToo(refused: string | null, planHash: string): string {
  const others = (refused ?? '').split(' ').filter((hash) => hash !== '' && hash !== planHash);
  return [...others, planHash].slice(-MOST).join(' ');
}

/** @param names under which the write may have been refused: asked for only where something was */
export function wasRefused(refused: string | null, names: () => readonly string[]): boolean {
  if (refused === null) return false;
  const hashes = refused.split(' ');
  return names().some((name) => hashes.includes(name));
}
