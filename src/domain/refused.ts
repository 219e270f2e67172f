/** More a plan of one person hardly has: two sides, and a row for each blanked field. */
const MOST = 8;

/** Adds a plan to those that were refused; as kept with the link. */
export function refusedToo(refused: string | null, planHash: string): string {
  const others = (refused ?? '').split(' ').filter((hash) => hash !== '' && hash !== planHash);
  return [...others, planHash].slice(-MOST).join(' ');
}

export function wasRefused(refused: string | null, planHash: string): boolean {
  return refused !== null && refused.split(' ').includes(planHash);
}
