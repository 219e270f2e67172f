import type { Side } from '../../src/domain/side.js';
import type { Value } from '../../src/domain/value.js';
import { advance, makeStage } from './actors.js';
import { finish } from './judge.js';
import { approve, reject } from './operator.js';
import { begin, type History, type Run } from './run.js';
import { CONNECTION, rig, type Bug } from './setup.js';
import { convert, merge } from './succession.js';
import { add, EMAIL, makeWorld, set, setOptOut, stampOf, type Lots, type Rec } from './world.js';

/** A history told by hand: who does what when, runs in between. For shapes that are too rare to wait for. */
export interface Story {
  readonly history: History;
  arrives(side: Side, email: string, fields?: Readonly<Record<string, Value>>): Rec;
  edits(record: Rec, fields: Readonly<Record<string, Value>>): void;
  /** Opts out, or in again on this side alone. */
  optsOut(record: Rec, out?: boolean): void;
  deletes(record: Rec): void;
  undeletes(record: Rec): void;
  /** A user merges one record of the CRM into another. */
  merges(loser: Rec, winner: Rec): void;
  /** A user converts a lead, into a new contact or one that is there. */
  converts(lead: Rec, contact?: Rec): Rec;
  passes(ms: number): void;
  /** The next write to that side gets no answer. */
  loses(side: Side, how: 'landed' | 'late' | 'not landed'): void;
  /** One run that is stopped as soon as an answer was lost. */
  breaksOff(): Promise<void>;
  /** One run to its end; throws when the simulator's oracle saw something go wrong. */
  syncs(mode?: 'sync' | 'records' | 'plan'): Promise<void>;
  /** The hashes something is held under, the newest first. */
  holds(): Promise<readonly string[]>;
  /** A run that approves the hash, to its end. */
  approves(hash: string): Promise<void>;
  rejects(hash: string): Promise<void>;
  /** Ids of the other side's record in the live link, null: half; undefined: no link. */
  partnerOf(record: Rec): Promise<string | null | undefined>;
}

const PLAIN: Partial<Lots> = {
  policy: 'salesforce',
  externalId: false,
  createOnly: true,
  deltaRecheck: false,
  clears: false,
  guard: null,
};

export function story(lots: Partial<Lots> = {}, bug: Bug = {}): Story {
  const world = makeWorld(1, { ...PLAIN, ...lots });
  const stage = makeStage(world);
  const history: History = { world, stage, rig: rig(world, bug), runs: [], version: 1 };
  const now = () => stampOf(world.now);
  const ends = async (run: Run) => {
    await finish(history, run);
    if (stage.broken !== null) throw stage.broken;
    if (world.failure !== null) throw new Error(world.failure);
  };
  return {
    history,
    arrives: (side, email, fields = {}) =>
      add(world, {
        side,
        fields: [[EMAIL[side], email], ...Object.entries(fields)],
        by: 'user',
        stamp: now(),
        carries: null,
        optedOut: false,
      }),
    edits: (record, fields) => {
      for (const [field, value] of Object.entries(fields)) set(world, record, field, value, 'user', now());
    },
    optsOut: (record, out = true) => setOptOut(world, record, out, now()),
    deletes: (record) => {
      record.deleted = { event: world.event(), by: 'user' };
      record.stamp = now();
    },
    undeletes: (record) => {
      record.deleted = null;
      record.born = world.event();
      record.stamp = now();
    },
    merges: (loser, winner) => merge(world, loser, winner, 'merged', now()),
    converts: (lead, contact) => {
      if (contact === undefined) return convert(world, lead, now());
      merge(world, lead, contact, 'converted', now());
      return contact;
    },
    passes: (ms) => advance(stage, ms),
    loses: (side, how) => {
      world.losing = { side, lands: how };
    },
    breaksOff: async () => {
      const run = begin(history, 'sync');
      await finish(history, run, () => void (run.stopped ||= world.losing === null));
    },
    syncs: (mode = 'sync') => ends(begin(history, mode)),
    holds: async () => (await history.rig.store.holds(CONNECTION)).map(({ hash }) => hash),
    approves: async (hash) => ends(approve(history, hash)),
    rejects: (hash) => reject(history, hash),
    partnerOf: async ({ id, side }) => {
      const explained = await history.rig.store.explain(CONNECTION, id);
      const link = explained.map((one) => one.link).find((one) => !one.dead && one.ids[side] === id);
      return link?.ids[side === 'crm' ? 'platform' : 'crm'];
    },
  };
}
