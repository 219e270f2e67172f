import type { Conversion } from '../../src/domain/conversion.js';
import type { InboxDraft } from '../../src/domain/inbox.js';
import { SyncError } from '../../src/domain/faults.js';
import type { Outcome } from '../../src/ports/people.js';
import type { Converting } from '../../src/ports/converting.js';
import type { Tx } from '../../src/ports/tx.js';
import { mappedFields } from '../mappedFields.js';
import type { Desk } from '../planning/desk.js';
import { asNews } from '../staged.js';

/** Orders looked at in one go: as many as any side converts in one call. */
export const MOST_ORDERS = 100;

/**
 * Converts leads that were asked for, and reads back what became of those whose answer was lost: each exactly once (protocol 4.5; src/domain/conversion.ts).
 * Whose conversion is known then is planned again, so that its link follows. Returns how many that were.
 */
export async function convertAsked(desk: Desk, orders: readonly Conversion[]): Promise<number> {
  const { converting } = desk.opened.crm;
  if (converting === undefined) {
    await refuseAll(desk, orders);
    return 0;
  }
  const at = desk.deps.pulse().now();
  const { sent, done } = await mark(desk, orders);
  const answered = sent.length === 0 ? [] : await send(desk, converting, sent, at);
  const became = [...done, ...answered];
  await planAgain(desk, became);
  return became.length;
}

/** Reads the leads, settles what is certain, and marks as sent, in one transaction, what is to go out now. */
async function mark(
  desk: Desk,
  orders: readonly Conversion[],
): Promise<{ readonly sent: readonly Conversion[]; readonly done: readonly string[] }> {
  const { deps, lane, opened } = desk;
  const { crm, connection } = opened;
  // Salesforce's time before the read: unconverted is proof only if the call could not land later than that.
  const now = crm.now();
  const leads = new Map(
    (
      await crm.read(
        [],
        orders.map(({ lead }) => lead),
      )
    ).map((lead) => [lead.id, lead]),
  );
  const hold = connection.unknownHoldMs ?? crm.landsWithin;
  const { half } = deps.pulse();
  return lane.tx(async (tx) => {
    const done: string[] = [];
    const sent: Conversion[] = [];
    const saved: Conversion[] = [];
    for (const order of await asTheyStand(tx, orders)) {
      const closed = order.sentAt !== null && now >= order.sentAt + half + hold;
      const verdict = deps.protocol.judgeConversion(order, leads.get(order.lead), closed);
      if (verdict.kind === 'done') {
        done.push(order.lead);
        saved.push({ ...order, state: 'done', became: verdict.contact, code: null });
      } else if (verdict.kind === 'refused') saved.push({ ...order, state: 'refused', code: verdict.code });
      else if (verdict.kind === 'wait') saved.push({ ...order, state: 'unknown' });
      else sent.push({ ...order, ...markOf(desk), sentAt: crm.now(), code: null });
    }
    await tx.saveConversions([...saved, ...sent]);
    await unlist(
      tx,
      saved.filter(({ state }) => state !== 'unknown'),
    );
    return { sent, done };
  });
}

function markOf({ lane: { lease } }: Desk) {
  return { state: 'sent', run: lease.run, attempt: lease.attempt } as const;
}

/** Another run or attempt may have moved them since they were read. */
async function asTheyStand(tx: Tx, orders: readonly Conversion[]): Promise<readonly Conversion[]> {
  const before = new Map(orders.map((order) => [order.lead, order]));
  const now = await tx.conversions([...before.keys()]);
  return now.filter((order) => {
    const seen = before.get(order.lead);
    return seen?.state === order.state && seen.run === order.run && seen.attempt === order.attempt;
  });
}

/** Sends once, unless this worker was asleep since before the mark (protocol 6.3). Returns the leads that are converted. */
async function send(
  desk: Desk,
  converting: Converting,
  sent: readonly Conversion[],
  at: number,
): Promise<readonly string[]> {
  const pulse = desk.deps.pulse();
  if (!pulse.fresh() || pulse.now() - at >= pulse.half) {
    await settle(desk, sent, () => ({ state: 'asked', sentAt: null }));
    return [];
  }
  let outcomes: readonly Outcome[];
  try {
    outcomes = await converting.convert(sent);
  } catch (error) {
    const lost = !(error instanceof SyncError) || error.kind === 'unknown';
    await settle(desk, sent, () => (lost ? { state: 'unknown' } : { state: 'asked', sentAt: null }));
    if (error instanceof SyncError && lost) return [];
    throw error;
  }
  const outcomeOf = new Map(sent.map(({ lead }, at) => [lead, outcomes[at]]));
  await settle(desk, sent, ({ lead }) => settled(outcomeOf.get(lead)), outcomeOf);
  return sent.filter(({ lead }) => outcomeOf.get(lead)?.kind === 'done').map(({ lead }) => lead);
}

function settled(outcome: Outcome | undefined): Partial<Conversion> {
  switch (outcome?.kind) {
    case 'done':
      return { state: 'done', became: outcome.id, code: null };
    case 'refused':
      return { state: 'refused', code: outcome.code };
    case 'locked':
      return { state: 'asked', sentAt: null, code: outcome.code };
    default:
      // Converted or deleted by someone else meanwhile, or no answer to this one: the lead itself tells.
      return { state: 'unknown' };
  }
}

/** Only what is still this attempt's. */
async function settle(
  desk: Desk,
  sent: readonly Conversion[],
  become: (order: Conversion) => Partial<Conversion>,
  outcomeOf: ReadonlyMap<string, Outcome | undefined> = new Map(),
): Promise<void> {
  const { lease } = desk.lane;
  await desk.lane.tx(async (tx) => {
    const now = await tx.conversions(sent.map(({ lead }) => lead));
    const mine = now.filter(
      ({ state, run, attempt }) => state === 'sent' && run === lease.run && attempt === lease.attempt,
    );
    const next = mine.map((order) => ({ ...order, ...become(order) }));
    await tx.saveConversions(next);
    await tx.list(next.flatMap((order) => refusal(order, outcomeOf.get(order.lead))));
    await unlist(
      tx,
      next.filter(({ state }) => state === 'done'),
    );
  });
}

/** R-ALL-15: whoever asked may not look any more. */
function refusal({ lead, state, code }: Conversion, outcome?: Outcome): readonly InboxDraft[] {
  if (state !== 'refused') return [];
  const [fields, vendorText] = outcome?.kind === 'refused' ? [outcome.fields, outcome.vendorText] : [[], null];
  return [{ cause: 'not-converted', crm: lead, platform: null, key: null, fields, code, vendorText }];
}

/** Converted, by whomever, or gone. */
async function unlist(tx: Tx, orders: readonly Conversion[]): Promise<void> {
  await tx.clear(
    orders.map(({ lead }) => ({ side: 'crm', id: lead })),
    ['not-converted'],
  );
}

/** Reads the converted leads once more: their links go on with the contacts in this very run (R-ALL-10). */
async function planAgain(desk: Desk, leads: readonly string[]): Promise<void> {
  if (leads.length === 0) return;
  const seq = await desk.deps.store.tick();
  const records = await desk.opened.crm.read(mappedFields(desk.mapping, 'crm'), leads);
  await desk.lane.tx((tx) => tx.stage(records.map((record) => asNews(record, seq))));
}

async function refuseAll(desk: Desk, orders: readonly Conversion[]): Promise<void> {
  await desk.lane.tx(async (tx) => {
    const now = await asTheyStand(tx, orders);
    const refused = now.map((order) => ({ ...order, state: 'refused' as const, code: 'UNSUPPORTED' }));
    await tx.saveConversions(refused);
    await tx.list(refused.flatMap((order) => refusal(order)));
  });
}
