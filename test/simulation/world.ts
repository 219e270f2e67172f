import type { Snapshot } from '../../src/domain/record.js';
import type { Side } from '../../src/domain/side.js';
import type { Value } from '../../src/domain/value.js';
import type { Cues } from './cues.js';
import { emptyHolds, type HoldBooks } from './holds.js';
import { drawLots, type Lots } from './lots.js';
import type { Rec } from './records.js';
import type { WrittenJob } from './writeJob.js';
import { random, type Random } from './random.js';
import { emptyUnheard, type Unheard } from './takenBack.js';

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
  | 'paused'
  | 'calls short'
  | 'mapping changed'
  | 'succession'
  | 'conversion'
  | 'hand-over'
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
  /** Records that a deletion of ours was sent for without an answer, whatever came of it. */
  readonly removing: Set<string>;
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

const LATE = 777_777;

/** @param given lots that are not drawn */
export function makeWorld(seed: number, given: Partial<Lots> = {}): World {
  const rnd = random(seed);
  const late = random(seed + LATE);
  const queue: { at: number; what: () => void }[] = [];
  const lots = drawLots(seed, rnd, late, given);
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
    removing: new Set(),
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
