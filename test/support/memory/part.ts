import type { AlertKind } from '../../../src/domain/alerts.js';
import type { Side } from '../../../src/domain/side.js';
import type { Conversion } from '../../../src/domain/conversion.js';
import type { Baseline, Link } from '../../../src/domain/link.js';
import { isOpen, type JournalRow } from '../../../src/domain/journal.js';
import type { ConnectionVersion, InboxEntry, StateRow } from '../../../src/ports/office.js';
import type { OptOutNote, RunRow, StoredConsent, Staged } from '../../../src/ports/stored.js';
import type { Tx } from '../../../src/ports/tx.js';
import type { Missing, Stone } from '../../../src/domain/tombstone.js';
import { SIDES } from '../../../src/domain/side.js';
import type { Cause } from '../../../src/domain/inbox.js';
import type { Party } from '../../../src/ports/sharing.js';
import { table, type Table, type Undo } from './table.js';

export type Cursor = NonNullable<Awaited<ReturnType<Tx['cursor']>>> & { readonly side: Side };

export interface Entry {
  readonly entry: InboxEntry;
  /** An operator asked for it (`tandem retry`). */
  readonly retry: boolean;
}

/** A staged row with its place in the queue of `new` ones. */
export interface Queued {
  readonly staged: Staged;
  readonly place: number;
}

export interface Asked {
  readonly link: number;
  readonly times: number;
  readonly pending: boolean;
}

/** What a run found in the inbox when it ended: later runs must not change an old report. */
export interface Ended {
  readonly skipped: Readonly<Partial<Record<Cause, number>>>;
  readonly errors: Readonly<Partial<Record<Cause, number>>>;
}

export interface Claim {
  readonly account: string;
  readonly platform: string;
  readonly connection: string;
}

/** What all connections share. */
export interface World {
  readonly claims: Table<string, Claim>;
  readonly parties: Map<string, Party>;
  /** Wall clock, epoch ms. */
  now(): number;
  tick(): number;
  linkId(): number;
  rowId(): number;
  entryId(): number;
  place(): number;
  readonly undo: Undo;
}

/** Everything of one connection. */
export interface Part {
  readonly links: Table<number, Link>;
  readonly baselines: Table<string, Baseline>;
  readonly rows: Table<number, JournalRow>;
  readonly inbox: Table<number, Entry>;
  readonly consents: Table<number, StoredConsent & { readonly open: boolean }>;
  readonly optOuts: Table<string, OptOutNote>;
  /** When each was last told, by kind. */
  readonly alerts: Map<AlertKind, number>;
  readonly conversions: Table<string, Conversion>;
  readonly cursors: Table<string, Cursor>;
  readonly stones: Table<string, Stone>;
  readonly missing: Table<string, Missing>;
  /** `side id`, by run. */
  readonly sighted: Map<number, Table<string, string>>;
  readonly runs: Table<number, RunRow>;
  readonly ended: Table<number, Ended>;
  /** By run, emptied when it ends. */
  readonly stage: Map<number, Table<string, Queued>>;
  readonly asked: Map<number, Table<number, Asked>>;
  /** Attempt by run and lane. */
  readonly leases: Map<string, number>;
  versions: readonly ConnectionVersion[];
  removed: boolean;
  state: StateRow | null;
  foundInStep: number | null;
}

export function emptyPart(undo: Undo): Part {
  return {
    links: table(linkKeys, undo),
    baselines: table(() => [], undo),
    rows: table(rowKeys, undo),
    inbox: table(entryKeys, undo),
    consents: table(() => [], undo),
    optOuts: table(() => [], undo),
    alerts: new Map(),
    conversions: table(() => [], undo),
    cursors: table(({ side }) => [side], undo),
    stones: table(stoneKeys, undo),
    missing: table(() => [], undo),
    sighted: new Map(),
    runs: table(() => [], undo),
    ended: table(() => [], undo),
    stage: new Map(),
    asked: new Map(),
    leases: new Map(),
    versions: [],
    removed: false,
    state: null,
    foundInStep: null,
  };
}

export const stageOf = (part: Part, run: number, undo: Undo): Table<string, Queued> =>
  held(part.stage, run, () => table(stageKeys, undo));

export const askedOf = (part: Part, run: number, undo: Undo): Table<number, Asked> =>
  held(part.asked, run, () => table((one: Asked) => (one.pending ? ['pending'] : []), undo));

export const sightedOf = (part: Part, run: number, undo: Undo): Table<string, string> =>
  held(part.sighted, run, () => table(() => [], undo));

export const pairKey = (crm: string, platform: string) => `${crm}\n${platform}`;

function held<T>(map: Map<number, T>, run: number, make: () => T): T {
  const there = map.get(run);
  if (there !== undefined) return there;
  const made = make();
  map.set(run, made);
  return made;
}

function linkKeys({ dead, ids, keys }: Link): string[] {
  if (dead) return SIDES.flatMap((side) => (ids[side] === null ? [] : [`dead ${side} ${ids[side]}`]));
  const found: string[] = [];
  if (ids.crm !== null) found.push(`crm ${ids.crm}`);
  if (ids.platform !== null) found.push(`platform ${ids.platform}`);
  if (keys.crm !== null) found.push(`crm key ${keys.crm}`);
  if (keys.platform !== null) found.push(`platform key ${keys.platform}`);
  return found;
}

function rowKeys(row: JournalRow): string[] {
  const found = [`link ${row.link}`, `run ${row.run}`, `run ${row.run} ${row.side} ${row.state}`];
  if (row.state === 'planned' || row.state === 'held') found.push(`unsent ${row.link}`);
  if (row.state === 'held') found.push('held');
  if (row.hold !== null) found.push(`hold ${row.hold}`);
  if (!isOpen(row)) return found;
  found.push('open', `open ${row.link}`);
  if (row.op === 'create' && row.key !== null) found.push(`create ${row.side} key ${row.key}`);
  if (row.op === 'create' && row.source !== null) found.push(`create ${row.side} source ${row.source}`);
  return found;
}

function entryKeys({ entry }: Entry): string[] {
  const found: string[] = [];
  if (entry.crm !== null) found.push(`crm ${entry.crm}`, `${entry.cause} crm ${entry.crm}`);
  if (entry.platform !== null) found.push(`platform ${entry.platform}`, `${entry.cause} platform ${entry.platform}`);
  return found;
}

function stoneKeys({ side, record, key, partner }: Stone): string[] {
  return [
    `${side} record ${record}`,
    ...(key === null ? [] : [`${side} key ${key}`]),
    ...(partner === null ? [] : [`${side} partner ${partner}`]),
  ];
}

function stageKeys({ staged }: Queued): string[] {
  return [
    ...(staged.phase === 'new' || staged.phase === 'first' ? [staged.phase] : []),
    ...(staged.key === null ? [] : [`${staged.record.side} key ${staged.key}`]),
  ];
}
