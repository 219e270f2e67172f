import type { Query } from './database.js';

/**
 * A select whose rows come as lists in one JSON text: through the driver every column of every row is a slice and a parse of its own, and pages of 500 rows
 * made up a sixth of a first sync. Numbers stay exact below 2^53, as all of ours do.
 * @param rest from `from` on; its order is kept
 */
export function packed(columns: string, rest: string): string {
  return `select coalesce(json_agg(line), '[]') as lines from (select json_build_array(${columns}) as line ${rest}) as found`;
}

/** The rows of a `packed` select, each a list in the order of its columns. */
export async function unpacked<Line>(query: Query, sql: string, values: readonly unknown[]): Promise<readonly Line[]> {
  const [row] = await query<{ readonly lines: readonly Line[] }>(sql, values);
  return row?.lines ?? [];
}
