import { latest, rejected, rejectionOf } from '../domain/guard.js';
import type { JournalRow } from '../domain/journal.js';
import { pairOf } from '../domain/landed.js';
import { refusedToo } from '../domain/refused.js';
import type { Hold, Office } from '../ports/office.js';
import type { Database, Query } from './database.js';
import { inbox } from './inbox.js';
import { lockOf } from './lockOf.js';
import { unanswered } from './unanswered.js';
import { links } from './links.js';
import { readRows, rowsOf } from './readRows.js';
import { rows } from './rows.js';

const ROWS = rowsOf('from journal where connection = $1 and hold = $2 and id > $3 order by id limit $4');

const HELD = rowsOf(`from journal where connection = $1 and hold = $2 and state = 'held' order by id limit $3`);

const HOLDS = `select hold as hash, count(*) as n, max(run) as run, coalesce(min(began.started_at), 0) as since
  from journal left join run as began using (connection, run)
  where connection = $1 and state = 'held' and hold is not null group by hold order by max(run) desc, hold`;

const SETTLED = `select exists (select from run where connection = $1 and mode = 'sync' and outcome in ('inStep', 'withErrors', 'held')) as settled`;

const ROWS_A_TIME = 1_000;

export function holds({
  query,
  transaction,
}: Database): Pick<Office, 'rowsOfHold' | 'holds' | 'reject' | 'hasSettled'> {
  return {
    rowsOfHold: (id, hash, afterId, limit) => readRows(query, ROWS, [id, hash, afterId, limit]),
    holds: (id) => query<Hold>(HOLDS, [id]),

    async reject(id, hash, why) {
      let all = 0;
      for (;;) {
        const some = await transaction((inside) => rejectSome(inside, { connection: id, hash, why }), [lockOf(id)]);
        all += some;
        if (some < ROWS_A_TIME) return all;
      }
    },

    async hasSettled(id) {
      const [row] = await query<{ settled: boolean }>(SETTLED, [id]);
      return row!.settled; // always one row
    },
  };
}

async function rejectSome(
  inside: Query,
  {
    connection,
    hash,
    why,
  }: { readonly connection: string; readonly hash: string; readonly why: 'expired' | undefined },
): Promise<number> {
  const [drawn] = await inside<{ tick: number }>(`select nextval('tick') as tick`);
  const tick = drawn!.tick; // one row by construction
  const tx = { ...links(inside, connection, tick), ...rows(inside, connection) };
  const held = await readRows(inside, HELD, [connection, hash, ROWS_A_TIME]);
  const found = new Map((await tx.linksById(held.map(({ link }) => link))).map((link) => [link.id, link]));
  const whole = [...found.values()].flatMap((link) => {
    const pair = link.dead ? null : pairOf(link);
    return pair ? [{ id: link.id, pair }] : [];
  });
  const before = await tx.baselines(whole.map(({ pair }) => pair));
  const stands = new Map(whole.map(({ id, pair }, at) => [id, { ...pair, baseline: before[at] ?? {} }]));
  const unsent = await tx.unsentRows([...found.keys()]);
  const over = new Map<number, JournalRow>();
  const moved = new Set<number>();
  for (const row of held) {
    const link = found.get(row.link);
    if (!link || link.dead) continue;
    const pair = stands.get(link.id);
    if (row.op !== 'update' || !pair) {
      found.set(link.id, { ...link, refused: refusedToo(link.refused, rejectionOf(row)) });
      continue;
    }
    const last = latest(
      row,
      unsent.filter((one) => one.link === link.id),
    );
    for (const one of last.over) over.set(one.id, one);
    if (last.row.changes.length === 0) continue;
    stands.set(link.id, { ...pair, baseline: rejected(pair.baseline, last.row, Date.now()) });
    moved.add(link.id);
    found.set(link.id, { ...link, rev: tick });
  }
  await tx.saveBaselines([...moved].flatMap((id) => stands.get(id) ?? []));
  await tx.saveLinks([...found.values()]);
  for (const row of held) over.set(row.id, row);
  await tx.saveRows([...over.values()].map((row) => ({ ...row, state: 'void' as const })));
  if (why !== undefined) {
    const { list } = inbox(inside, connection, Math.max(0, ...held.map(({ run }) => run)), Date.now);
    await list(unanswered(held, found));
  }
  return held.length;
}
