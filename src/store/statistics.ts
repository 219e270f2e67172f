import type { Query } from './database.js';

/** A table of this size is worth a look before it is searched; smaller ones cost nothing either way. Bytes. */
const SMALL = 65_536;

/** -1: PostgreSQL has never counted it. Source: PostgreSQL, "pg_class", reltuples. */
const UNCOUNTED = `select relname as table from pg_class
  where oid = any(array['staged', 'link', 'baseline', 'journal', 'owner']::regclass[]) and reltuples < 0 and pg_relation_size(oid) > ${SMALL}`;

/**
 * Takes the statistics of tables that have grown from nothing and were never counted. PostgreSQL does so itself within a minute or two; until then it
 * believes that nearly all of a connection's people are somewhere else, and walks through all of them where it should go by key. Never fails: it only saves work.
 */
export async function countFresh(query: Query): Promise<void> {
  try {
    for (const { table } of await query<{ table: string }>(UNCOUNTED)) await query(`analyze ${table}`);
  } catch {
    // Someone else is at the table, or the role may not: then PostgreSQL does it in its own time.
  }
}
