import { asked, mayAskAnew } from '../../../src/domain/conversion.js';
import type { Office } from '../../../src/ports/office.js';
import type { Tx } from '../../../src/ports/tx.js';
import type { Part } from './part.js';
import type { turns } from './turns.js';

const byLead = (left: { readonly lead: string }, right: { readonly lead: string }) => (left.lead < right.lead ? -1 : 1);

export function txConversions(
  part: Part,
  run: number,
): Pick<Tx, 'openConversions' | 'conversions' | 'saveConversions'> {
  const isOurs = (of: number) => of === run || part.runs.get(of)?.endedAt !== null;
  return {
    openConversions: async (limit) =>
      part.conversions
        .all()
        .filter(
          (order) =>
            order.state === 'asked' || order.state === 'unknown' || (order.state === 'sent' && isOurs(order.run)),
        )
        .toSorted(byLead)
        .slice(0, limit),
    conversions: async (leads) => leads.flatMap((lead) => part.conversions.get(lead) ?? []).toSorted(byLead),
    saveConversions: async (orders) => orders.forEach((order) => part.conversions.put(order.lead, order)),
  };
}

export function memoryConversions(
  partOf: (id: string) => Part,
  turn: ReturnType<typeof turns>,
): Pick<Office, 'askConversion' | 'conversion' | 'withdrawConversion' | 'openConversions' | 'askedConversions'> {
  return {
    askConversion: (id, wish) =>
      turn(() => {
        const { conversions } = partOf(id);
        const before = conversions.get(wish.lead);
        if (before !== undefined && !mayAskAnew(before)) return before;
        const order = asked(wish);
        conversions.put(wish.lead, order);
        return order;
      }),
    conversion: (id, lead) => turn(() => partOf(id).conversions.get(lead) ?? null),
    withdrawConversion: (id, lead) =>
      turn(() => {
        const { conversions } = partOf(id);
        if (conversions.get(lead)?.state === 'asked') conversions.drop(lead);
      }),
    askedConversions: (id) =>
      turn(() =>
        partOf(id)
          .conversions.all()
          .filter(({ state }) => state === 'asked')
          .toSorted(byLead)
          .slice(0, 1_000),
      ),
    openConversions: (id) =>
      turn(
        () =>
          partOf(id)
            .conversions.all()
            .filter(({ state }) => state !== 'done' && state !== 'refused').length,
      ),
  };
}
