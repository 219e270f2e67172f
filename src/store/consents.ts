import { SIDES, type Side } from '../domain/side.js';
import type { Office } from '../ports/office.js';
import type { OptOutNote, RecordRef, StoredConsent } from '../ports/stored.js';
import type { Tx } from '../ports/tx.js';
import type { Database, Query } from './database.js';
import { json, mendedAll } from './json.js';

const FIND = `select id, crm, platform, at, source, text from consent where connection = $1
  and (crm is not null and crm = any($2::text[]) or platform is not null and platform = any($3::text[])) order by at, id`;

const NOTE = `insert into opt_out (connection, side, record, at)
  select distinct on (side, id) $1, side, id, at from json_to_recordset($2::json) as given(side text, id text, at bigint) order by side, id, at desc
  on conflict (connection, side, record) do`;

const TOLD = `insert into consent (connection, crm, platform, at, source, text, open)
  select $1, crm, platform, at, source, text, false
  from json_to_recordset($2::json) as given(crm text, platform text, at bigint, source text, text text)
  where not exists (select from consent as known where known.connection = $1 and known.at = given.at and known.source = given.source
    and (known.crm = given.crm or known.platform = given.platform))`;

const ADD =
  'insert into consent (connection, crm, platform, at, source, text) values ($1, $2, $3, $4, $5, $6) returning id';

const OF_THESE = 'from opt_out where connection = $1 and side = $2 and record = any($3::text[])';

/** One after another: they share a transaction. */
async function onEachSide<T>(
  refs: readonly RecordRef[],
  ask: (side: Side, ids: readonly string[]) => Promise<T>,
): Promise<readonly T[]> {
  const answers: T[] = [];
  for (const side of SIDES) {
    const ids = mendedAll(refs.filter((ref) => ref.side === side).map(({ id }) => id));
    if (ids.length > 0) answers.push(await ask(side, ids));
  }
  return answers;
}

export function consents(
  query: Query,
  connection: string,
): Pick<Tx, 'consents' | 'noteConsents' | 'closeConsents' | 'optOutNotes' | 'noteOptOuts' | 'forgetOptOuts'> {
  const note = (notes: readonly OptOutNote[], then: string) =>
    notes.length === 0 ? Promise.resolve([]) : query(`${NOTE} ${then}`, [connection, json(notes)]);
  return {
    async noteConsents(told) {
      if (told.length > 0) await query(TOLD, [connection, json(told)]);
    },
    async closeConsents(ids) {
      if (ids.length > 0)
        await query('update consent set open = false where connection = $1 and id = any($2::bigint[])', [
          connection,
          ids,
        ]);
    },
    consents: async (crm, platform) =>
      crm.length + platform.length === 0
        ? []
        : query<StoredConsent>(FIND, [connection, mendedAll(crm), mendedAll(platform)]),
    async optOutNotes(refs) {
      const sql = `select side, record as id, at ${OF_THESE}`;
      const found = await onEachSide(refs, (side, ids) => query<OptOutNote>(sql, [connection, side, ids]));
      return found.flat();
    },
    async forgetOptOuts(refs) {
      await onEachSide(refs, (side, ids) => query(`delete ${OF_THESE}`, [connection, side, ids]));
    },
    async noteOptOuts(notes, which) {
      await note(notes, which === 'first' ? 'nothing' : 'update set at = greatest(opt_out.at, excluded.at)');
    },
  };
}

export function consentOffice({ query }: Database): Pick<Office, 'addConsent' | 'dropConsent'> {
  return {
    async addConsent(id, { crm, platform, at, source, text }) {
      const [row] = await query<{ id: number }>(ADD, [id, crm, platform, at, source, text]);
      return row!.id; // an insert returns its row
    },
    async dropConsent(id, number) {
      await query('delete from consent where connection = $1 and id = $2', [id, number]);
    },
  };
}
