import { SyncError } from '../../src/domain/faults.js';
import type { JournalRow } from '../../src/domain/journal.js';
import { normaliseEmail } from '../../src/domain/email.js';
import type { Snapshot } from '../../src/domain/record.js';
import { other, type Side } from '../../src/domain/side.js';
import type { Crm } from '../../src/ports/crm.js';
import type { FieldInfo, Outcome, Page, People } from '../../src/ports/people.js';
import type { Converting } from '../../src/ports/converting.js';
import type { Merging } from '../../src/ports/merging.js';
import type { WriteJobs } from '../../src/ports/writeJobs.js';
import type { Platform } from '../../src/ports/platform.js';
import { landConversion } from './landConversion.js';
import { landOptIn } from './landOptIn.js';
import { landCreate, landMerge, landOptOut, landRemoval, landUpdate, type Look } from './landing.js';
import { readJob, TO_BEGIN } from './readJob.js';
import { writeJob } from './writeJob.js';
import { SECOND } from './connections.js';
import { EMAIL, emailOf, FIELDS, type Rec } from './records.js';
import type { World } from './world.js';

/** A step another may come between. */
export type Gate = () => Promise<void>;

export interface PeopleAsk {
  readonly world: World;
  readonly connection: string;
  readonly gate: Gate;
  /** The row a write was planned as, for the oracle. */
  readonly rowOf: (id: number) => JournalRow | undefined;
  /** Events up to which each side's records were last read by id. */
  readonly lastRead: { [side in Side]: number };
}

/** Within any side's `landsWithin`. */
const LATE_MS = 30_000;

interface Sending {
  readonly jobs: WriteJobs;
  called<T>(answer: () => T): Promise<T>;
  sent(land: () => readonly Outcome[], unheard?: () => void): Promise<readonly Outcome[]>;
}

const LANDS_WITHIN = { crm: 600_000, platform: 120_000 } as const;

export const crmOf = (ask: PeopleAsk): Crm => {
  const { sent, called, jobs, ...people } = sideOf(ask, 'crm');
  const convert: Converting['convert'] = (wishes) => sent(() => wishes.map((one) => landConversion(ask.world, one)));
  return {
    ...people,
    side: 'crm',
    org: 'org',
    budget: () => null,
    predecessors: (ids) =>
      called(() =>
        [...ask.world.records.crm.values()].flatMap(({ id, became, purgedAt }) =>
          became !== null && purgedAt === null && ids.includes(became.id) ? [{ id, into: became.id }] : [],
        ),
      ),
    converting: { most: 2, convert },
    ...(ask.world.lots.jobs ? { jobs } : {}),
  };
};
export const platformOf = (ask: PeopleAsk): Platform => {
  const { sent, called: _called, jobs: _jobs, ...people } = sideOf(ask, 'platform');
  const merge: Merging['merge'] = (merges) => sent(() => merges.map((one) => landMerge(ask.world, one)));
  return { ...people, side: 'platform', merging: { merge } };
};

/** One side of the world behind the port, as one activity attempt sees it: every call is a gate before and after. */
function sideOf({ world, connection, gate, rowOf, lastRead }: PeopleAsk, side: Side): People & Sending {
  const all = () => [...world.records[side].values()].filter(({ purgedAt }) => purgedAt === null);
  const listed = (object: string) => all().filter((record) => record.object === object && !world.hidden.has(record.id));
  /** Law L5. */
  const byId = (fields: readonly string[], ids: readonly string[]) =>
    ids.flatMap((id) => {
      const record = world.records[side].get(id);
      if (record === undefined) return [];
      const seen = snapshotOf(record, fields);
      return record.purgedAt === null ? [seen] : [{ ...seen, email: null, fields: {}, absent: true as const }];
    });
  let look: Look = { event: 0 };
  let calls = 0;
  const view = (fields: readonly string[]) => (record: Rec) => snapshotOf(record, fields);
  const called = async <T>(answer: () => T): Promise<T> => {
    await gate();
    calls += 1;
    if (world.rnd.chance(world.faults * 0.2)) {
      world.fire('throttled');
      throw new SyncError('throttled', `${side} is busy`, { system: side });
    }
    const result = answer();
    await gate();
    return result;
  };
  /** Sends `land` once: it lands now, later or never, and the answer comes or is lost (`unheard`). */
  const sent = async (land: () => readonly Outcome[], unheard = () => undefined as void) => {
    calls += 1;
    world.tally.attempts += 1;
    if (world.losing?.side === side) {
      if (world.losing.lands === 'landed') land();
      if (world.losing.lands === 'late') world.later(LATE_MS, land);
      world.losing = null;
      unheard();
      throw new SyncError('unknown', `${side} did not answer`, { system: side });
    }
    if (!world.rnd.chance(world.faults * 1.2)) {
      const outcomes = land();
      await gate();
      return outcomes;
    }
    world.fire('lost answer');
    unheard();
    const fate = world.rnd.next();
    if (fate < 0.4) land();
    else if (fate < 0.75) {
      world.fire('late answer');
      world.later(1_000 + world.rnd.below(LANDS_WITHIN[side] - 2_000), land);
    }
    await gate();
    throw new SyncError('unknown', `${side} did not answer`, { system: side });
  };
  const looked = (): void => void (look = { event: world.events });
  const createOnly = side === 'platform' && world.lots.createOnly;
  return {
    sent,
    called,
    jobs: writeJob({ world, called, gate, landsWithin: LANDS_WITHIN[side] }, ({ op, rows }) => {
      const seen = look;
      return op === 'create'
        ? rows.map((draft) => ({
            ref: draft.ref,
            land: () => landCreate(world, side, draft, rowOf(draft.ref), seen, createOnly),
          }))
        : rows.map((change) => ({
            ref: change.ref,
            land: () => landUpdate(world, side, change, rowOf, seen),
          }));
    }),
    side,
    system: side,
    objects:
      side === 'platform' ? ['member'] : world.lots.leads && connection !== SECOND ? ['Lead', 'Contact'] : ['Contact'],
    visibleWithin: side === 'crm' ? 600_000 : 5_000,
    landsWithin: LANDS_WITHIN[side],
    createOnly,
    carriesIds: side === 'crm' && world.lots.externalId,
    pageSize: 3,
    writeBatch: { optOut: 3, merge: 2, create: 3, update: 3, archive: 3, delete: 3, optIn: 2 },
    now: () => world.now,
    describe: async (object) => ({ object, fields: FIELDS[side].map((name) => info(name)), at: world.now }),
    page: (walked, fields, window) =>
      called((): Page => {
        const { since, until, after, limit, job } = window;
        const rows = () =>
          listed(walked)
            .filter(
              ({ stamp, id }) =>
                stamp >= since &&
                stamp <= until &&
                (after === null || stamp > after.stamp || (stamp === after.stamp && id > after.id)),
            )
            .toSorted((a, b) => a.stamp - b.stamp || (a.id < b.id ? -1 : 1))
            .map(view(fields));
        if (job) return readJob(world, job, window, rows);
        const records = rows();
        const last = records[limit - 1];
        const more = records.length > limit && last;
        const byJob = world.lots.jobs && side === 'crm' && window.seq !== undefined && after === null;
        return {
          records: records.slice(0, limit),
          next: more ? { stamp: last.stamp, id: last.id } : null,
          ...(more && byJob ? { job: TO_BEGIN } : {}),
        };
      }),
    total: (object) =>
      called(() => listed(object).length + [...world.hidden.values()].filter(({ counted }) => counted).length),
    tally: async (since, until) =>
      side === 'crm' ? null : called(() => all().filter(({ stamp }) => stamp >= since && stamp <= until).length),
    read: (fields, ids) =>
      called(() => {
        lastRead[side] = world.events;
        return byId(fields, ids);
      }),
    findByEmail: (fields, emails) =>
      called(() => {
        looked();
        const keys = new Set(emails.map((email) => normaliseEmail(email)));
        return all()
          .filter((record) => !record.deleted && keys.has(normaliseEmail(emailOf(record))))
          .map(view(fields));
      }),
    madeByUs: (fields, since) =>
      called(() =>
        all()
          .filter((record) => record.byUs && record.createdAt >= since)
          .map(view(fields)),
      ),
    recheck: (fields, ids, since) =>
      called(() => {
        looked();
        const at = world.now;
        if (world.lots.deltaRecheck)
          return {
            at,
            records: all()
              .filter(({ stamp }) => stamp >= since)
              .map(view(fields)),
          };
        return { at, records: byId(fields, ids), partial: true };
      }),
    create: (drafts) => {
      const seen = createOnly ? { event: world.events } : look;
      return sent(() => drafts.map((draft) => landCreate(world, side, draft, rowOf(draft.ref), seen, createOnly)));
    },
    update: (changes) => {
      const seen = look;
      return sent(() => changes.map((change) => landUpdate(world, side, change, rowOf, seen)));
    },
    remove: (removals) => {
      // Late or not, it was sent on what was seen of the partner by now.
      const seen = { event: lastRead[other(side)] };
      const unheard = () => removals.forEach(({ id }) => world.removing.add(`${side} ${id}`));
      return sent(() => removals.map((one) => landRemoval(world, side, one, seen)), unheard);
    },
    optOut: (people) => {
      const seen = look;
      return sent(() => people.map((one) => landOptOut(world, side, one, seen)));
    },
    optIn: (people) => {
      const seen = look;
      return sent(() => people.map((one) => landOptIn(world, side, one, seen)));
    },
    calls: () => calls,
  };
}

function info(name: string): FieldInfo {
  const type = name === 'B' ? 'datetime' : name.toLowerCase() === 'email' ? 'email' : 'string';
  return { name, type, length: null, createable: true, updateable: true, required: false, values: null };
}

function snapshotOf(record: Rec, fields: readonly string[]): Snapshot {
  const { side, id } = record;
  return {
    side,
    id,
    object: record.object,
    email: record.fields.get(EMAIL[side]) === null ? null : String(record.fields.get(EMAIL[side])),
    fields: Object.fromEntries(fields.map((field) => [field, record.fields.get(field) ?? null])),
    stamp: record.stamp,
    createdAt: record.createdAt,
    optedOut: record.optedOut,
    deleted: record.deleted !== null && record.became?.how !== 'converted',
    convertedTo: record.became?.how === 'converted' ? record.became.id : null,
    mergedInto: record.became?.how === 'merged' ? record.became.id : null,
    carries: record.carries,
    unfit: null,
    ...(record.signedUpAt === undefined || record.optedOut
      ? {}
      : { consent: { at: record.signedUpAt, source: 'form' } }),
  };
}
