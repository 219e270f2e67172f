import type { ConflictPolicy } from '../../src/domain/mapping.js';
import type { Snapshot } from '../../src/domain/record.js';
import { other, type PerSide, type Side } from '../../src/domain/side.js';
import type { Value } from '../../src/domain/value.js';
import type { Cues } from './cues.js';
import { emptyHolds, release, type HoldBooks } from './holds.js';
import type { WrittenJob } from './writeJob.js';
import { random, type Random } from './random.js';
import { emptyUnheard, type Unheard } from './takenBack.js';

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

/** What one history draws by lot. */
export interface Lots {
  readonly policy: ConflictPolicy;
  readonly externalId: boolean;
  readonly createOnly: boolean;
  readonly deltaRecheck: boolean;
  /** Long pauses between operations: the overlap is behind us. */
  readonly gaps: boolean;
  readonly deletes: boolean;
  /** People opt out, and some undo it on one side. */
  readonly optOuts: boolean;
  /** Existing pairs are updated (R-SY-5); always, but in a story about that. */
  readonly updates: boolean;
  /** People merge records in the CRM. */
  readonly merges: boolean;
  /** The connection syncs Leads, and people convert them. */
  readonly leads: boolean;
  /** The CRM reads and writes many records by jobs. */
  readonly jobs: boolean;
  /** Users blank C, and a blank of C crosses (`blank: clears`). */
  readonly clears: boolean;
  /** Whoever opted out may consent to be mailed again. */
  readonly consents: boolean;
  /** Some of them by signing up anew on the platform, which tells of it. */
  readonly forms: boolean;
  /** What becomes of a side's record whose partner was deleted. */
  readonly deletions: PerSide<'ignore' | 'unlink' | 'archive' | 'delete'>;
  /** So many rows of a kind are not held yet; null: nothing ever is. */
  readonly guard: number | null;
  /** Now and then the org has calls left for what is urgent only, and everything is read anew more often. Never drawn. */
  readonly shortage: boolean;
}

export type FaultName =
  | 'crash'
  | 'lost answer'
  | 'late answer'
  | 'late commit'
  | 'zombie'
  | 'throttled'
  | 'locked row'
  | 'refused row'
  | 'run stopped'
  | 'calls short'
  | 'mapping changed'
  | 'succession'
  | 'conversion'
  | 'consent'
  | 'sign-up'
  | 'job lost'
  | 'job cut short'
  | 'job forgotten';

export interface World {
  readonly rnd: Random;
  /** Of what came to the simulator later: its draws leave the others as they were. */
  readonly late: Random;
  readonly lots: Lots;
  readonly records: { readonly [side in Side]: Map<string, Rec> };
  readonly fired: Map<FaultName, number>;
  /** Writes that landed; `windowLosses`: a user's edit that fell between our re-read and our landing (accepted, counted). */
  readonly tally: { writes: number; attempts: number; windowLosses: number; runs: number };
  now: number;
  events: number;
  /** Jobs that read, by id: what they found; null: they have not looked yet. */
  readonly jobs: Map<string, readonly Snapshot[] | null>;
  /** A story's own: ids that listings leave out; `counted`: of the side's total too. */
  readonly hidden: Map<string, { readonly counted: boolean }>;
  /** Of the org's calls there are only those left that are urgent. */
  short: boolean;
  /** Jobs that write, by id. */
  readonly written: Map<string, WrittenJob>;
  /** Share of faults at each step, 0 while all is well. */
  faults: number;
  /** A story's own: the next write to that side gets no answer, and lands at once, later or never. */
  losing: { readonly side: Side; readonly lands: 'landed' | 'late' | 'not landed' } | null;
  /** A story's own: what happens around the calls of its runs. */
  cues: Cues | null;
  /** Is told what happens, for people who read; null: nobody is. */
  hears: ((what: string) => void) | null;
  /** First thing that went wrong, or null. */
  failure: string | null;
  /** Whose record each one was last, as the store had it: other side's id by `side id`. */
  readonly partners: Map<string, string>;
  /** Emails that somebody gave to a record of the other side too: these values do not name one write. */
  readonly shared: Set<Value>;
  /** Records that were opted out and were not opted in again on their own side, by `side id`: their partner's must follow (R-ALL-8). */
  readonly leavers: Set<string>;
  /** Records that were ever opted out: nobody else may be. */
  readonly everLeft: Set<string>;
  /** Records that an accepted loss has left beside another of the same person, `side id`: their old values may come back with them. */
  readonly accepted: Set<string>;
  /** Records that were in the bin, `side id`. */
  readonly returned: Set<string>;
  /** Platform records whose person went on as another record of the CRM, since when. */
  readonly heirs: { readonly platform: string; readonly crm: string; readonly event: number }[];
  /** When people opted out by themselves, by `side id`, in the order they did. `again`: the record had been opted out before. */
  readonly left: Map<string, readonly { readonly at: number; readonly event: number; readonly again: boolean }[]>;
  /** Which of these were kept as an answer showed them, `side id event`. */
  readonly shownLeft: Set<string>;
  /** Those that a user undid on that side. */
  readonly undone: Set<string>;
  /** Records that were kept as converted or merged away, to be planned, and those that were planned since. */
  readonly shownGone: Set<string>;
  readonly followed: Set<string>;
  /** Records that were kept as in the bin when last seen there or living, `side id`. */
  readonly shownDeleted: Set<string>;
  /** When people consented to be mailed again, by `side id`. */
  readonly consents: Map<string, readonly number[]>;
  /** Opt-ins that landed, `side id consent`. */
  readonly optedIn: Set<string>;
  /** Leads we were asked to convert. */
  readonly conversions: Map<string, 'asked' | 'landed'>;
  /** Event at which each run began. */
  readonly begun: Map<number, number>;
  /** Writes that landed unheard. */
  readonly unheard: Unheard;
  /** What the guard holds and operators said to it. */
  readonly holds: HoldBooks;
  event(): number;
  fail(what: string): void;
  fire(fault: FaultName): void;
  advance(ms: number): void;
  later(ms: number, what: () => void): void;
}

/** Between two listings that show somebody missing. */
export const HOLD_MS = 20 * 60_000;

export const carriesDeletions = ({ lots: { deletions } }: World): boolean =>
  deletions.crm !== 'ignore' || deletions.platform !== 'ignore';

const IGNORED = { crm: 'ignore', platform: 'ignore' } as const;

/** By the seed, as all that came later. */
function policiesOf(seed: number): Lots['deletions'] {
  if (seed % 11 !== 6 && seed % 11 !== 10) return IGNORED;
  const lot = Math.floor(seed / 11);
  return {
    crm: (['delete', 'unlink', 'ignore'] as const)[lot % 3] ?? 'ignore',
    platform: (['archive', 'ignore', 'unlink', 'delete'] as const)[lot % 4] ?? 'ignore',
  };
}

/** Nobody consents to be mailed again, and nothing follows from deletions. */
export const CALM: Partial<Lots> = { consents: false, deletions: IGNORED };

const LATE = 777_777;

/** @param given lots that are not drawn */
export function makeWorld(seed: number, given: Partial<Lots> = {}): World {
  const rnd = random(seed);
  const late = random(seed + LATE);
  const queue: { at: number; what: () => void }[] = [];
  const policy = rnd.pick(['salesforce', 'platform', 'newest'] as const) ?? 'salesforce';
  const lots = {
    policy,
    externalId: rnd.chance(0.4),
    createOnly: rnd.chance(0.7),
    deltaRecheck: rnd.chance(0.5),
    gaps: rnd.chance(0.4),
    deletes: rnd.chance(0.3),
    optOuts: rnd.chance(0.3),
    consents: true,
    updates: true,
    // By the seed, not by lot: the other histories stay what they were.
    merges: seed % 3 === 0,
    leads: seed % 6 === 0,
    jobs: seed % 5 === 2,
    forms: seed % 4 === 2,
    deletions: policiesOf(seed),
    clears: late.chance(0.4),
    guard: late.chance(0.4) ? late.below(2) : null,
    shortage: false,
    // Where something follows from deletions there are some.
    ...(policiesOf(seed) === IGNORED ? {} : { deletes: true }),
    ...given,
  };
  const world: World = {
    rnd,
    late,
    lots,
    records: { crm: new Map(), platform: new Map() },
    fired: new Map(),
    tally: { writes: 0, attempts: 0, windowLosses: 0, runs: 0 },
    now: Date.UTC(2026, 0, 5),
    events: 0,
    faults: 0,
    losing: null,
    cues: null,
    hears: null,
    failure: null,
    partners: new Map(),
    shared: new Set(),
    leavers: new Set(),
    everLeft: new Set(),
    accepted: new Set(),
    returned: new Set(),
    heirs: [],
    left: new Map(),
    shownLeft: new Set(),
    shownGone: new Set(),
    followed: new Set(),
    shownDeleted: new Set(),
    undone: new Set(),
    consents: new Map(),
    optedIn: new Set(),
    conversions: new Map(),
    begun: new Map(),
    jobs: new Map(),
    hidden: new Map(),
    short: false,
    written: new Map(),
    unheard: emptyUnheard(),
    holds: emptyHolds(),
    event: () => (world.events += 1),
    fail: (what) => {
      if (world.failure === null) world.hears?.(`FAILS: ${what}`);
      world.failure ??= what;
    },
    fire: (fault) => {
      world.hears?.(`fault: ${fault}`);
      world.fired.set(fault, (world.fired.get(fault) ?? 0) + 1);
    },
    later: (ms, what) => void queue.push({ at: world.now + ms, what }),
    advance: (ms) => {
      const end = world.now + ms;
      for (;;) {
        let first = -1;
        queue.forEach((entry, at) => {
          if (entry.at <= end && (first < 0 || entry.at < queue[first]!.at)) first = at;
        });
        if (first < 0) break;
        const [entry] = queue.splice(first, 1);
        world.now = Math.max(world.now, entry!.at);
        entry!.what();
      }
      world.now = end;
    },
  };
  return world;
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

export const otherSide = other;
