import { successorOf } from '../../src/domain/record.js';
import type { Staged } from '../../src/ports/stored.js';
import { mappedFields } from '../mappedFields.js';
import type { Desk } from './desk.js';
import { asImage } from '../staged.js';

/** A record is merged a few times in its life; a chain that is longer, or a circle, is left alone. */
export const MOST_HOPS = 12;

/** Where conversions and merges led to. */
export interface Chains {
  /** By the id of the record each begins at; one without an end is left out. */
  readonly ends: ReadonlyMap<string, Staged>;
  /** Records on the way, which went on themselves, as just read. By id. */
  readonly passed: ReadonlyMap<string, Staged>;
}

/** Follows conversions and merges of CRM records to their ends, living or dead. */
export async function chainEnds(desk: Desk, items: readonly Staged[]): Promise<Chains> {
  const gone = items.filter(({ record }) => record.side === 'crm' && successorOf(record) !== null);
  if (gone.length === 0) return { ends: new Map(), passed: new Map() };
  const known = await desk.lane.tx((tx) =>
    tx.linksByRecord(
      'crm',
      gone.map(({ record }) => record.id),
    ),
  );
  const linked = new Set(known.map(({ ids }) => ids.crm));
  // Of someone never linked only the opt-out is of interest.
  const begun = gone.filter(({ record }) => linked.has(record.id) || record.optedOut);
  return endsOf(desk, begun);
}

/** The same for records that are known to have gone on, whoever has a link of them. */
export async function endsOf(
  desk: Pick<Desk, 'deps' | 'opened' | 'mapping'>,
  begun: readonly Staged[],
): Promise<Chains> {
  const passed = new Map<string, Staged>();
  const met = new Map(begun.map((item) => [item.record.id, item]));
  let next = begun;
  for (let hop = 0; hop < MOST_HOPS && next.length > 0; hop += 1) {
    const ids = [...new Set(next.flatMap(({ record }) => successorOf(record) ?? []))].filter((id) => !met.has(id));
    if (ids.length === 0) break;
    const seq = await desk.deps.store.tick();
    const read = await desk.opened.crm.read(mappedFields(desk.mapping, 'crm'), ids);
    next = read.map((record) => asImage(record, seq));
    for (const item of next) {
      met.set(item.record.id, item);
      if (successorOf(item.record) !== null) passed.set(item.record.id, item);
    }
  }
  const ends = new Map<string, Staged>();
  for (const { record } of begun) {
    const end = endOf(record.id, met);
    if (end !== null && end.record.unfit === null) ends.set(record.id, end);
  }
  return { ends, passed };
}

function endOf(from: string, met: ReadonlyMap<string, Staged>): Staged | null {
  let at = met.get(from);
  for (let hop = 0; at !== undefined && hop <= MOST_HOPS; hop += 1) {
    const successor = successorOf(at.record);
    if (successor === null) return at.record.id === from ? null : at;
    at = met.get(successor);
  }
  return null;
}
