import type { Deps } from './deps.js';

/** What waits for a person, after whatever happened: entries, held rows, and the hashes these stand under, the newest first. */
export async function waiting(
  { store }: Pick<Deps, 'store'>,
  connection: string,
): Promise<{ inbox: number; held: number; holds: string[] }> {
  const [{ inbox, held }, holds] = await Promise.all([store.tallies(connection), store.holds(connection)]);
  return { inbox, held, holds: holds.map(({ hash }) => hash) };
}
