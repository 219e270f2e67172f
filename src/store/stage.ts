import { SIDES, type Side } from '../domain/side.js';
import type { RecordRef, Staged, StagePhase } from '../ports/stored.js';
import type { Tx } from '../ports/tx.js';
import { compactImage, wholeImage, type StoredImage } from './compactImage.js';
import type { Query } from './database.js';
import { json, mended, mendedAll } from './json.js';
import { packed, unpacked } from './packed.js';
import { anything, onSide } from './presence.js';

type StagePart = Pick<
  Tx,
  'stage' | 'restage' | 'nextStaged' | 'images' | 'imagesByKey' | 'markPlanned' | 'again' | 'nextAgain' | 'notAgain'
>;

type Line = readonly [
  side: Side,
  record: string,
  image: StoredImage,
  key: string | null,
  seq: number,
  phase: StagePhase,
];

const COLUMNS = 'side, record, image, key, seq, phase';

/** Rows of one side, read at one tick. Nearly all are `new`: only another phase is said. */
const STAGE = `insert into staged as kept (connection, run, side, record, image, key, seq, phase, place)
  select $1, $2, $3, record, image, key, $4, coalesce(phase, 'new'), nextval('place')
  from (select * from rows from (json_to_recordset($5::json) as (record text, image json, key text, phase text))
    with ordinality as given(record, image, key, phase, ord) order by ord) as given
  on conflict (connection, run, side, record) do update set
    image = case when excluded.seq >= kept.seq then excluded.image else kept.image end,
    key = case when excluded.seq >= kept.seq then excluded.key else kept.key end,
    seq = greatest(kept.seq, excluded.seq),
    phase = case when 'first' in (kept.phase, excluded.phase) then 'first' when 'new' in (kept.phase, excluded.phase) then 'new' when 'planned' in (kept.phase, excluded.phase) then 'planned' else 'image' end,
    place = case when kept.phase in ('new', 'first') then kept.place else excluded.place end`;

const OF_SIDE = `side = $3 and record = any($4::text[])`;

const THERE = `select side, record from staged where connection = $1 and run = $2 and ${OF_SIDE}`;

const RESTAGE = `update staged as kept set image = given.image, key = given.key, seq = given.seq
  from json_to_recordset($3::json) as given(side text, record text, image json, key text, seq bigint)
  where kept.connection = $1 and kept.run = $2 and kept.side = given.side and kept.record = given.record and given.seq >= kept.seq`;

const BY_KEY = `side = $3 and key is not null and key = any($4::text[])
  and (record, seq) not in (select * from unnest($5::text[], $6::bigint[])) order by place`;

const AGAIN = `insert into again as kept (connection, run, link, times, pending)
  select $1, $2, link, 1, true from unnest($3::bigint[]) as given(link)
  on conflict (connection, run, link) do update set times = kept.times + 1, pending = true`;

export function stage(query: Query, connection: string, run: number, there = anything()): StagePart {
  const select = async (where: string, values: readonly unknown[]): Promise<readonly Staged[]> => {
    const sql = packed(COLUMNS, `from staged where connection = $1 and run = $2 and ${where}`);
    const found = await unpacked<Line>(query, sql, [connection, run, ...values]);
    return found.map(([side, record, image, key, seq, phase]): Staged => ({
      record: wholeImage(side, record, image),
      key,
      seq,
      phase,
    }));
  };

  return {
    async stage(items) {
      for (const { record, key } of items) if (key !== null) there.add(onSide(record.side, 'Image'));
      for (const [first, ...rest] of withoutTwins(items).flatMap(alike)) {
        const rows = [first, ...rest].map(({ record, key, phase }) => ({
          record: record.id,
          image: compactImage(record),
          key: key ?? undefined,
          phase: phase === 'new' ? undefined : phase,
        }));
        await query(STAGE, [connection, run, first.record.side, first.seq, json(rows)]);
      }
    },
    async restage(items) {
      if (items.length === 0) return;
      for (const { record, key } of items) if (key !== null) there.add(onSide(record.side, 'Image'));
      // Nearly always none: the look is by the primary key, and brings no images along.
      const known = new Set<string>();
      for (const part of bySide(items.map(({ record }) => record)))
        for (const { side, record } of await query<{ side: string; record: string }>(THERE, [connection, run, ...part]))
          known.add(`${side} ${record}`);
      const met = items.filter(({ record }) => known.has(`${record.side} ${mended(record.id)}`));
      for (const part of withoutTwins(met)) await query(RESTAGE, [connection, run, json(part.map(restaged))]);
    },
    // The phase is written out: the index of each holds that one alone.
    nextStaged: (phase, limit) => select(`phase = '${phase}' order by place limit $3`, [limit]),
    async images(refs) {
      const found: Staged[] = [];
      for (const part of bySide(refs)) found.push(...(await select(OF_SIDE, part)));
      return found;
    },
    imagesByKey: async (side, keys, besides = []) =>
      keys.length === 0 || !there.has(onSide(side, 'Image'))
        ? []
        : select(BY_KEY, [side, mendedAll(keys), ...seenOf(besides.filter(({ record }) => record.side === side))]),
    async markPlanned(refs) {
      for (const part of bySide(refs))
        await query(`update staged set phase = 'planned' where connection = $1 and run = $2 and ${OF_SIDE}`, [
          connection,
          run,
          ...part,
        ]);
    },

    async again(links) {
      if (links.length > 0) await query(AGAIN, [connection, run, [...new Set(links)]]);
    },
    nextAgain: (limit) =>
      query('select link, times from again where connection = $1 and run = $2 and pending order by link limit $3', [
        connection,
        run,
        limit,
      ]),
    async notAgain(links) {
      if (links.length === 0) return;
      await query('update again set pending = false where connection = $1 and run = $2 and link = any($3::bigint[])', [
        connection,
        run,
        links,
      ]);
    },
  };
}

const restaged = ({ record, key, seq }: Staged) => ({
  side: record.side,
  record: record.id,
  image: compactImage(record),
  key,
  seq,
});

const seenOf = (images: readonly Staged[]) => [
  images.map(({ record }) => mended(record.id)),
  images.map(({ seq }) => seq),
];

/** One side at a time: then the index finds each record, whatever the statistics say. */
function bySide(refs: readonly RecordRef[]): readonly (readonly [Side, readonly string[]])[] {
  const all = SIDES.map(
    (side) => [side, mendedAll(refs.filter((ref) => ref.side === side).map(({ id }) => id))] as const,
  );
  return all.filter(([, ids]) => ids.length > 0);
}

/** One statement cannot touch a row twice; a page may hold a record twice (ports/people.ts, L1). Nearly always one part. */
function withoutTwins(items: readonly Staged[]): readonly (readonly Staged[])[] {
  const parts: Staged[][] = [];
  const seen = new Map<string, number>();
  for (const item of items) {
    const key = `${item.record.side} ${mended(item.record.id)}`;
    const at = seen.get(key) ?? 0;
    seen.set(key, at + 1);
    (parts[at] ??= []).push(item);
  }
  return parts;
}

/** Stretches of one side and tick: their order is the order they came in. Nearly always one. */
function alike(items: readonly Staged[]): readonly (readonly [Staged, ...Staged[]])[] {
  const stretches: [Staged, ...Staged[]][] = [];
  for (const item of items) {
    const last = stretches.at(-1);
    if (last !== undefined && last[0].record.side === item.record.side && last[0].seq === item.seq) last.push(item);
    else stretches.push([item]);
  }
  return stretches;
}
