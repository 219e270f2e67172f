import { latest, rejected, rejectionOf } from '../../../src/domain/guard.js';
import { pairOf } from '../../../src/domain/landed.js';
import { refusedToo } from '../../../src/domain/refused.js';
import type { Hold, Office } from '../../../src/ports/office.js';
import { pairKey, type Part, type World } from './part.js';
import type { turns } from './turns.js';
import { unanswered } from '../../../src/store/unanswered.js';
import { txInbox } from './txInbox.js';
import { inOrder } from './txRows.js';

export function memoryHolds(
  partOf: (id: string) => Part,
  world: World,
  turn: ReturnType<typeof turns>,
): Pick<Office, 'rowsOfHold' | 'holds' | 'reject' | 'hasSettled'> {
  return {
    rowsOfHold: (id, hash, afterId, limit) =>
      turn(() =>
        inOrder(partOf(id).rows.find(`hold ${hash}`))
          .filter((row) => row.id > afterId)
          .slice(0, limit),
      ),
    holds: (id) =>
      turn(() => {
        const found = new Map<string, Hold>();
        for (const { hold, run } of partOf(id).rows.find('held')) {
          if (hold === null) continue;
          const since = partOf(id).runs.get(run)?.startedAt ?? 0;
          const before = found.get(hold) ?? { hash: hold, n: 0, run, since };
          found.set(hold, {
            hash: hold,
            n: before.n + 1,
            run: Math.max(before.run, run),
            since: Math.min(before.since, since),
          });
        }
        return [...found.values()].toSorted((a, b) => b.run - a.run || (a.hash < b.hash ? -1 : 1));
      }),
    reject: (id, hash, why) =>
      turn(async () => {
        const part = partOf(id);
        const held = inOrder(part.rows.find(`hold ${hash}`)).filter(({ state }) => state === 'held');
        const rev = world.tick();
        for (const row of held) {
          const link = part.links.get(row.link);
          if (link === undefined || link.dead) continue;
          const pair = pairOf(link);
          if (row.op !== 'update' || !pair) {
            part.links.put(link.id, { ...link, refused: refusedToo(link.refused, rejectionOf(row)) });
            continue;
          }
          const last = latest(row, part.rows.find(`unsent ${link.id}`));
          for (const one of last.over) part.rows.put(one.id, { ...one, state: 'void' });
          if (last.row.changes.length === 0) continue;
          const key = pairKey(pair.crm, pair.platform);
          part.baselines.put(key, rejected(part.baselines.get(key) ?? {}, last.row, world.now()));
          part.links.put(link.id, { ...link, rev });
        }
        for (const row of held) part.rows.put(row.id, { ...row, state: 'void' });
        if (why !== undefined) {
          const { list } = txInbox(part, Math.max(0, ...held.map(({ run }) => run)), world);
          await list(unanswered(held, part.links));
        }
        return held.length;
      }),
    hasSettled: (id) =>
      turn(() =>
        partOf(id)
          .runs.all()
          .some(({ mode, outcome }) => mode === 'sync' && outcome !== null && outcome !== 'stopped'),
      ),
  };
}
