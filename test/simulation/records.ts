import { other, type Side } from '../../src/domain/side.js';
import type { Value } from '../../src/domain/value.js';
import { release } from './holds.js';
import type { World } from './world.js';

/** Fields by side. `B` holds a moment in the CRM and a day on the platform: the map loses the hour. `S` holds one of few values: people share them. The platform's `D` takes A's place when the mapping changes. */
export const FIELDS = {
  crm: ['Email', 'A', 'B', 'C', 'S'],
  platform: ['EMAIL', 'A', 'B', 'C', 'D', 'S'],
} as const satisfies Record<Side, readonly string[]>;
export const EMAIL = { crm: 'Email', platform: 'EMAIL' } as const;

/** One record with the oracle's books: who wrote which value when, and what each value overwrote. Every value a user writes is used once, so it names its write. */
export interface Rec {
  readonly id: string;
  readonly side: Side;
  readonly object: string;
  readonly fields: Map<string, Value>;
  /** Values ever shown, and those a user has overwritten, by field. */
  readonly seen: Map<string, Set<Value>>;
  readonly overwritten: Map<string, Set<Value>>;
  readonly changed: Map<string, { readonly event: number; readonly by: 'user' | 'sync' }>;
  stamp: number;
  readonly createdAt: number;
  readonly byUs: boolean;
  readonly carries: string | null;
  /** Gone: deleted, or for whatever `became` says. By the sync only when merged away on the platform. */
  deleted: { readonly event: number; readonly by: 'user' | 'sync' } | null;
  /** Nothing is left of it, not even that it was deleted, since then; else null. */
  purgedAt: number | null;
  /** The record it was converted or merged into. */
  became: { readonly id: string; readonly how: 'converted' | 'merged' } | null;
  optedOut: boolean;
  /** When the person last signed up by a form of its side, which tells of it. */
  signedUpAt?: number;
  /** A user's transaction that has not committed holds it. */
  locked: boolean;
  /** Event at which it came to carry its email. */
  born: number;
}

/** A record is opted out, or opted in again on its own side alone. */
export function setOptOut(
  world: World,
  record: Rec,
  optedOut: boolean,
  stamp: number,
  by: 'user' | 'sync' = 'user',
): void {
  const key = `${record.side} ${record.id}`;
  world.hears?.(`${record.id} is opted ${optedOut ? 'out' : 'in'}`);
  if (optedOut && !record.optedOut && by === 'user')
    world.left.set(key, [
      ...(world.left.get(key) ?? []),
      { at: stamp, event: world.events + 1, again: world.everLeft.has(key) },
    ]);
  const last = world.left.get(key)?.at(-1);
  if (!optedOut && by === 'user' && last) world.undone.add(`${key} ${last.event}`);
  record.optedOut = optedOut;
  if (optedOut) {
    world.leavers.add(key);
    world.everLeft.add(key);
  } else world.leavers.delete(key);
  world.event();
  record.stamp = Math.max(record.stamp, stamp);
}

/** Both systems stamp whole seconds. */
export const stampOf = (at: number): number => at - (at % 1_000);

export const living = (world: World, side: Side): readonly Rec[] =>
  [...world.records[side].values()].filter((record) => !record.deleted);

/** Gone without a trace, where no complete listing looks for such: nobody can know. */
export const isUnseen = (world: World, { side, purgedAt }: Rec): boolean =>
  purgedAt !== null && world.lots.deletions[other(side)] === 'ignore';

/** Email as it is compared. */
export const emailOf = (record: Rec): string | null => {
  const email = record.fields.get(EMAIL[record.side]);
  return typeof email === 'string' ? email : null;
};

export interface Making {
  readonly side: Side;
  readonly fields: readonly (readonly [string, Value])[];
  readonly by: 'user' | 'sync';
  readonly stamp: number;
  readonly carries: string | null;
  readonly optedOut: boolean;
  /** Of the CRM; what the connection syncs, unless said. */
  readonly object?: string;
}

const PREFIX: Readonly<Record<string, string>> = { Contact: '003', Lead: '00Q', member: 'p' };

export function add(world: World, { side, fields, by, stamp, carries, optedOut, ...made }: Making): Rec {
  const object = side === 'platform' ? 'member' : (made.object ?? (world.lots.leads ? 'Lead' : 'Contact'));
  const record: Rec = {
    id: `${PREFIX[object]}${String(world.records[side].size + 1).padStart(3, '0')}`,
    side,
    object,
    fields: new Map(FIELDS[side].map((field) => [field, null])),
    seen: new Map(),
    overwritten: new Map(),
    changed: new Map(),
    stamp,
    createdAt: stamp,
    byUs: by === 'sync',
    carries,
    deleted: null,
    purgedAt: null,
    became: null,
    optedOut: false,
    locked: false,
    born: world.event(),
  };
  world.records[side].set(record.id, record);
  world.hears?.(`${by} makes ${record.id}`);
  for (const [field, value] of fields) set(world, record, field, value, by, stamp);
  if (optedOut) setOptOut(world, record, true, stamp, by);
  return record;
}

export function set(world: World, record: Rec, field: string, value: Value, by: 'user' | 'sync', stamp: number): void {
  const seen = record.seen.get(field) ?? new Set();
  if (by === 'user') {
    release(world.holds, record, field);
    const over = record.overwritten.get(field) ?? new Set();
    for (const before of seen) over.add(before);
    over.delete(value);
    record.overwritten.set(field, over);
  }
  world.hears?.(`${by} sets ${record.id} ${field}: ${String(record.fields.get(field))} -> ${String(value)}`);
  record.seen.set(field, seen.add(value));
  record.fields.set(field, value);
  record.changed.set(field, { event: world.event(), by });
  if (field === EMAIL[record.side]) record.born = world.events;
  record.stamp = Math.max(record.stamp, stamp);
}
