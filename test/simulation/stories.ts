import type { Side } from '../../src/domain/side.js';
import { SyncError } from '../../src/domain/faults.js';
import type { Value } from '../../src/domain/value.js';
import { advance, HEARTBEAT_MS, makeStage, resume, supersede, turn, type Actor } from './actors.js';
import type { Cue, Moment } from './cues.js';
import { finish } from './judge.js';
import { approve, asksFor, consents, reject, signUp } from './operator.js';
import { type Begun, begin, type History, inProcess, type Run } from './run.js';
import { CONNECTION } from './connections.js';
import { rig, type Bug } from './setup.js';
import { convert, merge } from './succession.js';
import type { Lots } from './lots.js';
import { add, EMAIL, set, setOptOut, stampOf, type Rec } from './records.js';
import { makeWorld } from './world.js';

/** A history told by hand: who does what when, runs in between. For shapes that are too rare to wait for. */
export interface Story {
  readonly history: History;
  /** `object`: of the CRM; what the first connection syncs, unless said. */
  arrives(side: Side, email: string, fields?: Readonly<Record<string, Value>>, object?: string): Rec;
  /** `ago`: under an older stamp, as a transaction that began then and commits now. */
  edits(record: Rec, fields: Readonly<Record<string, Value>>, ago?: number): void;
  /** Opts out, or in again on this side alone. */
  optsOut(record: Rec, out?: boolean): void;
  deletes(record: Rec): void;
  undeletes(record: Rec): void;
  /** Deleted for good: nothing says that it ever was. */
  purges(record: Rec): void;
  /** A user merges one record of the CRM into another. */
  merges(loser: Rec, winner: Rec): void;
  /** A user converts a lead, into a new contact or one that is there. */
  converts(lead: Rec, contact?: Rec): Rec;
  /** Somebody asks us to convert a lead, into a new contact or one that is there. */
  asksToConvert(lead: Rec, contact?: Rec): Promise<void>;
  /** The person of a CRM record consented to be mailed again, so long ago. */
  consents(record: Rec, ago?: number): Promise<void>;
  /** The person of a platform record signs up there anew. */
  signsUp(member: Rec): void;
  passes(ms: number): void;
  /** The next write to that side gets no answer. */
  loses(side: Side, how: 'landed' | 'late' | 'not landed'): void;
  /** One run that is stopped as soon as an answer was lost, or something else is so. */
  breaksOff(so?: () => boolean): Promise<void>;
  /** What happens at the next such moment of whatever run comes to it. */
  at(moment: Moment, cue: Cue): void;
  /** Begins a run and lets it go on until that moment, in which it stays. */
  reaches(moment: Moment, mode?: Run['mode'], connection?: string): Promise<Held>;
  /** Lets a run go on until something is so, one step after the other. */
  until(run: Run, so: () => Promise<boolean>): Promise<void>;
  /** A run to its end. */
  ends(run: Run): Promise<void>;
  /** One run to its end; throws when the simulator's oracle saw something go wrong. */
  syncs(mode?: 'sync' | 'records' | 'plan', connection?: string): Promise<void>;
  /** One full sync to its end. */
  syncsFully(): Promise<void>;
  /** The hashes something is held under, the newest first. */
  holds(): Promise<readonly string[]>;
  /** A run that approves the hash, to its end. */
  approves(hash: string): Promise<void>;
  rejects(hash: string): Promise<void>;
  /** Nobody answers in time. */
  expires(hash: string): Promise<void>;
  /** Ids of the other side's record in the live link, null: half; undefined: no link. */
  partnerOf(record: Rec): Promise<string | null | undefined>;
  /** The same by another connection than the first. */
  partnerIn(connection: string, record: Rec): Promise<string | null | undefined>;
}

/** An attempt that stays where it is. */
export interface Held {
  readonly run: Run;
  /** Silent for longer than its heartbeat timeout: another attempt takes its place, and this one does not know. */
  isGivenUp(): Promise<void>;
  /** It goes on; with `lost`, its call gets no answer. */
  goesOn(lost?: 'lost'): Promise<void>;
}

/** Of one run until something is so. */
const MOST_STEPS = 2_000;
/** Steps of an attempt that nobody holds. */
const A_LOT = 2_000;

const PLAIN: Partial<Lots> = {
  policy: 'salesforce',
  externalId: false,
  createOnly: true,
  deltaRecheck: false,
  clears: false,
  guard: null,
  deletions: { crm: 'ignore', platform: 'ignore' },
};

export function story(lots: Partial<Lots> = {}, bug: Bug = {}): Story {
  const world = makeWorld(1, { ...PLAIN, ...lots });
  const cues = new Map<Moment, Cue[]>();
  world.cues = cues;
  const stage = makeStage(world);
  const history: History = { world, stage, rig: rig(world, bug), engine: inProcess, runs: [], version: 1 };
  const now = () => stampOf(world.now);
  const at = (moment: Moment, cue: Cue) => void cues.set(moment, [...(cues.get(moment) ?? []), cue]);
  /** Of one run alone, so that another may be held meanwhile. */
  const drive = async (run: Run, so: () => Promise<boolean>, steps: number) => {
    for (let count = 0; !run.ended && world.failure === null && stage.broken === null; count += 1) {
      await turn();
      if (await so()) return;
      const parked = [...stage.actors].find(
        ({ name, parked, superseded }) => name.startsWith(`${run.number} `) && parked.length > 0 && !superseded,
      );
      if (parked) await resume(parked, steps);
      else advance(stage, 10_000);
      if (count > MOST_STEPS) throw new Error('it never came to that');
    }
    if (stage.broken !== null) throw stage.broken;
    if (world.failure !== null) throw new Error(world.failure);
    if (!(await so())) throw new Error('the run ended before that');
  };
  const began = async (begun: Begun): Promise<Run> => {
    const run = await begun;
    if (run === null) throw new Error('it did not begin');
    return run;
  };
  const ends = async (begun: Begun) => {
    const run = await began(begun);
    await drive(run, async () => run.ended, A_LOT);
  };
  const partnerIn: Story['partnerIn'] = async (connection, { id, side }) => {
    const explained = await history.rig.store.explain(connection, id);
    const link = explained.map((one) => one.link).find((one) => !one.dead && one.ids[side] === id);
    return link?.ids[side === 'crm' ? 'platform' : 'crm'];
  };
  return {
    history,
    arrives: (side, email, fields = {}, object) =>
      add(world, {
        side,
        ...(object === undefined ? {} : { object }),
        fields: [[EMAIL[side], email], ...Object.entries(fields)],
        by: 'user',
        stamp: now(),
        carries: null,
        optedOut: false,
      }),
    edits: (record, fields, ago = 0) => {
      const stamp = stampOf(world.now - ago);
      for (const [field, value] of Object.entries(fields)) set(world, record, field, value, 'user', stamp);
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
    purges: (record) => {
      record.deleted = { event: world.event(), by: 'user' };
      record.purgedAt = world.now;
    },
    merges: (loser, winner) => merge(world, loser, winner, 'merged', now()),
    converts: (lead, contact) => {
      if (contact === undefined) return convert(world, lead, now());
      merge(world, lead, contact, 'converted', now());
      return contact;
    },
    asksToConvert: (lead, contact) => asksFor(world, history.rig, lead.id, contact?.id ?? null),
    consents: (record, ago = 0) => consents(world, history.rig, record.id, world.now - ago),
    signsUp: (member) => signUp(world, member),
    passes: (ms) => advance(stage, ms),
    loses: (side, how) => {
      world.losing = { side, lands: how };
    },
    breaksOff: async (so = () => world.losing === null) => {
      const run = await began(begin(history, 'sync'));
      await finish(history, run, () => void (run.stopped ||= so()));
    },
    at,
    reaches: async (moment, mode = 'sync', connection = CONNECTION) => {
      const run = await began(begin(history, mode, null, false, connection));
      let held: Actor | null = null;
      let go: (lost?: 'lost') => void = () => undefined;
      at(moment, async (actor) => {
        held = actor;
        const lost = await new Promise<'lost' | undefined>((answer) => void (go = answer));
        if (lost) throw new SyncError('unknown', 'no answer', { system: 'tandem' });
      });
      await drive(run, async () => held !== null, A_LOT);
      return {
        run,
        isGivenUp: async () => {
          advance(stage, HEARTBEAT_MS + 1_000);
          if (held === null || !supersede(stage, held)) throw new Error('was never silent');
          await turn();
        },
        goesOn: async (lost) => {
          go(lost);
          await turn();
          // A zombie's steps are nobody's to take but its own.
          for (let steps = 0; held?.superseded && held.parked.length > 0 && steps < 50; steps += 1)
            await resume(held, A_LOT);
        },
      };
    },
    until: (run, so) => drive(run, so, 0),
    ends,
    syncs: (mode = 'sync', connection = CONNECTION) => ends(begin(history, mode, null, false, connection)),
    syncsFully: () => ends(begin(history, 'sync', null, true)),
    holds: async () => (await history.rig.store.holds(CONNECTION)).map(({ hash }) => hash),
    approves: async (hash) => ends(approve(history, hash)),
    rejects: (hash) => reject(history, hash),
    expires: (hash) => reject(history, hash, CONNECTION, 'expired'),
    partnerOf: (record) => partnerIn(CONNECTION, record),
    partnerIn,
  };
}
