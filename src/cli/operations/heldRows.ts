import { digest } from '../../domain/digest.js';
import type { Office } from '../../ports/store.js';
import type { Held } from '../print/report.js';
import { rowsOf } from './rowsOf.js';

/** The rows a run's guard held back, and the hash that answers them; null: none. */
export async function heldRows(store: Office, id: string, run: number): Promise<Held | null> {
  const hashes: string[] = [];
  for await (const row of rowsOf(store, id, run, ['held'])) hashes.push(row.planHash);
  return hashes.length === 0 ? null : { n: hashes.length, hash: digest(hashes.toSorted().join('\n')) };
}
