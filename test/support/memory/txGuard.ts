import type { Count } from '../../../src/domain/guard.js';
import type { Tx } from '../../../src/ports/tx.js';
import type { Part } from './part.js';

export function txGuard(part: Part, run: number): Pick<Tx, 'counted' | 'hold'> {
  return {
    async counted(hash) {
      const counts = new Map<string, Count & { readonly links: ReadonlySet<number> }>();
      for (const row of part.rows.find(`run ${run}`)) {
        if (row.state === 'void' || (row.hold !== null && row.hold !== hash)) continue;
        const { side, kind } = row;
        const before = counts.get(`${side} ${kind}`);
        const links = new Set([...(before?.links ?? []), row.link]);
        const tripped = (before?.tripped ?? false) || (row.hold !== null && row.lane === 'guard');
        counts.set(`${side} ${kind}`, { side, kind, n: links.size, tripped, links });
      }
      return [...counts.keys()].toSorted().map((key) => {
        const { side, kind, n, tripped } = counts.get(key)!;
        return { side, kind, n, tripped };
      });
    },

    async hold(trips, hash) {
      const rows = trips.flatMap(({ side, kind }) =>
        part.rows.find(`run ${run} ${side} planned`).filter((row) => row.kind === kind && row.hold === null),
      );
      for (const row of rows) part.rows.put(row.id, { ...row, state: 'held', hold: hash, lane: 'guard' });
      return rows.length;
    },
  };
}
