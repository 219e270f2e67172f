import type { Query } from './database.js';
import { packed, unpacked } from './packed.js';

/** The next numbers of a sequence of ours. */
export async function nextIds(
  query: Query,
  sequence: 'link_id_seq' | 'journal_id_seq',
  n: number,
): Promise<readonly number[]> {
  const sql = packed(`nextval('${sequence}')`, 'from generate_series(1, $1)');
  return (await unpacked<readonly [number]>(query, sql, [n])).map(([id]) => id);
}
