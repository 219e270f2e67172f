import type { Link } from '../domain/link.js';
import { SIDES, type Side } from '../domain/side.js';
import type { NewLink } from '../ports/stored.js';
import type { Tx } from '../ports/tx.js';
import { compactBaseline, wholeBaseline, type StoredBaseline } from './compact.js';
import type { Query } from './database.js';
import { json, mended, mendedAll } from './json.js';
import { nextIds } from './nextIds.js';
import { packed, unpacked } from './packed.js';
import { anything, noteLinks, onSide } from './presence.js';

type LinkPart = Pick<
  Tx,
  'linksById' | 'linksByRecord' | 'linksByKey' | 'endings' | 'addLinks' | 'saveLinks' | 'baselines' | 'saveBaselines'
>;

/** The columns of a link, as `linkOf` takes them. */
export type LinkLine = readonly [
  id: number,
  rev: number,
  crm: string | null,
  platform: string | null,
  object: string,
  crmKey: string | null,
  platformKey: string | null,
  crmGone: boolean,
  platformGone: boolean,
  crmOptedOut: boolean,
  platformOptedOut: boolean,
  crmWrote: number | null,
  platformWrote: number | null,
  behind: boolean,
  refused: string | null,
  dead: boolean,
  tentative: boolean,
];

export const LINK_COLUMNS =
  'id, rev, crm, platform, object, crm_key, platform_key, crm_gone, platform_gone, crm_opted_out, platform_opted_out, crm_wrote, platform_wrote, behind, refused, dead, tentative';

const RECORD = `json_to_recordset($2::json) as given(id bigint, rev bigint, crm text, platform text, object text, crm_key text, platform_key text,
  crm_gone boolean, platform_gone boolean, crm_opted_out boolean, platform_opted_out boolean, crm_wrote bigint, platform_wrote bigint,
  behind boolean, refused text, dead boolean, tentative boolean)`;

/** What is not given is null or false: of most links most is. */
const INSERT = `insert into link (connection, ${LINK_COLUMNS}) select $1, id, rev, crm, platform, object, crm_key, platform_key,
  crm_gone is true, platform_gone is true, crm_opted_out is true, platform_opted_out is true, crm_wrote, platform_wrote,
  behind is true, refused, dead is true, tentative is true from ${RECORD}`;

/** Not as an index could tell it: each row is found by its id. */
const OWN = `(link.connection = $1) is true`;

/** What leaves its place in the unique indexes goes first: PostgreSQL checks them row by row, in no order of ours. A side that was empty leaves none. */
const VACATE = `update link set dead = true from unnest($2::bigint[], $3::text[], $4::text[], $5::boolean[]) as given(id, crm, platform, dead)
  where link.id = given.id and ${OWN} and not link.dead
    and (given.dead or link.crm is not null and link.crm is distinct from given.crm or link.platform is not null and link.platform is distinct from given.platform)`;

const UPDATE = `update link set rev = given.rev, crm = given.crm, platform = given.platform, object = given.object,
    crm_key = given.crm_key, platform_key = given.platform_key, crm_gone = given.crm_gone is true, platform_gone = given.platform_gone is true,
    crm_opted_out = given.crm_opted_out is true, platform_opted_out = given.platform_opted_out is true, crm_wrote = given.crm_wrote,
    platform_wrote = given.platform_wrote, behind = given.behind is true, refused = given.refused, dead = given.dead is true, tentative = given.tentative is true
  from ${RECORD} where link.id = given.id and ${OWN}`;

/** A subquery, not a join: the look-up by key for each pair, whatever the statistics say. */
const BASELINES = packed(
  '(select pairs from baseline where baseline.connection = $1 and baseline.crm = given.crm and baseline.platform = given.platform)',
  'from unnest($2::text[], $3::text[]) with ordinality as given(crm, platform, ord) order by ord',
);

const SAVE_BASELINES = `insert into baseline (connection, crm, platform, pairs)
  select $1, crm, platform, pairs from json_to_recordset($2::json) as given(crm text, platform text, pairs json)
  on conflict (connection, crm, platform) do update set pairs = excluded.pairs`;

export function links(query: Query, connection: string, tick: number, there = anything()): LinkPart {
  /** Links as this transaction knows them: nobody else changes any meanwhile (journal.ts, lockOf). */
  const known = new Map<number, Link>();
  const learn = (found: readonly Link[]) => {
    for (const link of found) known.set(link.id, link);
    return found;
  };
  const select = async (where: string, wanted: readonly unknown[]): Promise<readonly Link[]> => {
    if (wanted.length === 0) return [];
    // No `for update`: whoever changes links holds the connection's lock, as we do (journal.ts, lockOf). It would write every row that is only read.
    const sql = packed(LINK_COLUMNS, `from link where connection = $1 and ${where} order by id`);
    return learn((await unpacked<LinkLine>(query, sql, [connection, wanted])).map(linkOf));
  };

  return {
    linksById: (ids) => select('id = any($2::bigint[])', ids),
    // The column's name is ours: a side is one of two words.
    linksByRecord: async (side, ids) =>
      there.has(onSide(side, 'Link'))
        ? select(`not dead and ${side} is not null and ${side} = any($2::text[])`, mendedAll(ids))
        : [],
    linksByKey: async (side, keys) =>
      there.has(onSide(side, 'Key'))
        ? select(`not dead and ${side}_key is not null and ${side}_key = any($2::text[])`, mendedAll(keys))
        : [],

    async endings(side, ids) {
      if (ids.length === 0 || !there.has('ended')) return new Map();
      const sql = `select ${side} as record, max(rev) as rev from link where connection = $1 and dead and ${side} = any($2::text[]) group by ${side}`;
      const found = await query<{ record: string; rev: number }>(sql, [connection, mendedAll(ids)]);
      return new Map(found.map(({ record, rev }) => [record, rev]));
    },

    async addLinks(drafts) {
      if (drafts.length === 0) return [];
      noteLinks(there, drafts);
      const ids = await nextIds(query, 'link_id_seq', drafts.length);
      const added = drafts.map((draft, i) => newLink(draft, ids[i]!, tick)); // as many ids as drafts were asked for
      await query(INSERT, [connection, json(added.map(rowOf))]);
      return learn(added);
    },

    async saveLinks(changed) {
      if (changed.length === 0) return;
      noteLinks(there, changed);
      const leaving = changed.filter((link) => mayLeave(known.get(link.id), link));
      if (leaving.length > 0) {
        const on = (side: Side) => leaving.map(({ ids: { [side]: id } }) => id && mended(id));
        const ids = leaving.map(({ id }) => id);
        await query(VACATE, [connection, ids, on('crm'), on('platform'), leaving.map(({ dead }) => dead)]);
      }
      await query(UPDATE, [connection, json(changed.map(rowOf))]);
      learn(changed);
    },

    async baselines(pairs) {
      if (pairs.length === 0) return [];
      const found = await unpacked<readonly [StoredBaseline | null]>(query, BASELINES, [
        connection,
        pairs.map(({ crm }) => crm),
        pairs.map(({ platform }) => platform),
      ]);
      return found.map(([stored]) => (stored === null ? {} : wholeBaseline(stored)));
    },

    async saveBaselines(entries) {
      if (entries.length === 0) return;
      // The last one of a pair stands: one statement cannot touch a row twice.
      const last = [...new Map(entries.map((entry) => [`${entry.crm}\n${entry.platform}`, entry])).values()];
      const rows = last.map(({ crm, platform, baseline }) => ({ crm, platform, pairs: compactBaseline(baseline) }));
      await query(SAVE_BASELINES, [connection, json(rows)]);
    },
  };
}

/** Whether a link gives up a place in the unique indexes: not where it only takes one that was empty. */
function mayLeave(before: Link | undefined, { ids, dead }: Link): boolean {
  if (before === undefined) return true;
  return !before.dead && (dead || SIDES.some((side) => before.ids[side] !== null && before.ids[side] !== ids[side]));
}

/** Field by field: a page of links is many, and a spread costs ten times as much. */
function newLink(draft: NewLink, id: number, rev: number): Link {
  return {
    id,
    rev,
    ids: draft.ids,
    object: draft.object,
    keys: draft.keys,
    gone: draft.gone,
    optedOut: draft.optedOut,
    wrote: draft.wrote,
    behind: draft.behind,
    refused: draft.refused,
    dead: draft.dead,
    tentative: draft.tentative,
  };
}

export function linkOf(line: LinkLine): Link {
  return {
    id: line[0],
    rev: line[1],
    ids: { crm: line[2], platform: line[3] },
    object: line[4],
    keys: { crm: line[5], platform: line[6] },
    gone: { crm: line[7], platform: line[8] },
    optedOut: { crm: line[9], platform: line[10] },
    wrote: { crm: line[11], platform: line[12] },
    behind: line[13],
    refused: line[14],
    dead: line[15],
    tentative: line[16],
  };
}

/** As `RECORD` reads it, without what is null or false. */
function rowOf(link: Link): object {
  return {
    id: link.id,
    rev: link.rev,
    crm: link.ids.crm ?? undefined,
    platform: link.ids.platform ?? undefined,
    object: link.object,
    crm_key: link.keys.crm ?? undefined,
    platform_key: link.keys.platform ?? undefined,
    crm_gone: link.gone.crm || undefined,
    platform_gone: link.gone.platform || undefined,
    crm_opted_out: link.optedOut.crm || undefined,
    platform_opted_out: link.optedOut.platform || undefined,
    crm_wrote: link.wrote.crm ?? undefined,
    platform_wrote: link.wrote.platform ?? undefined,
    behind: link.behind || undefined,
    refused: link.refused ?? undefined,
    dead: link.dead || undefined,
    tentative: link.tentative || undefined,
  };
}
