import { SIDES } from '../../../src/domain/side.js';
import { Fenced, type Journal, type Lease } from '../../../src/ports/store.js';
import type { Tx } from '../../../src/ports/tx.js';
import { txConsents } from './consents.js';
import { txConversions } from './conversions.js';
import type { Part, World } from './part.js';
import { txSharing } from './sharing.js';
import type { turns } from './turns.js';
import { txGuard } from './txGuard.js';
import { txInbox } from './txInbox.js';
import { txLinks } from './txLinks.js';
import { inOrder, txRows } from './txRows.js';
import { txRun } from './txRun.js';
import { txSightings } from './txSightings.js';
import { txStage } from './txStage.js';
import { txStones } from './txStones.js';

export function memoryJournal(
  partOf: (connection: string) => Part,
  world: World,
  turn: ReturnType<typeof turns>,
): Journal {
  return {
    tick: async () => world.tick(),

    lease: (connection, run, lane) =>
      turn(() => {
        const { leases } = partOf(connection);
        const attempt = (leases.get(`${run} ${lane}`) ?? 0) + 1;
        leases.set(`${run} ${lane}`, attempt);
        return { connection, run, lane, attempt };
      }),

    transaction: (lease, work) =>
      turn(async () => {
        const part = partOf(lease.connection);
        fenced(part, lease);
        const log: (() => void)[] = [];
        world.undo.log = log;
        const broken = { by: null as unknown };
        try {
          const result = await work(guarded(transactionOf(partOf, lease, world), broken));
          if (broken.by !== null) throw broken.by;
          return result;
        } catch (error) {
          world.undo.log = null;
          for (const undo of log.toReversed()) undo();
          throw error;
        } finally {
          world.undo.log = null;
        }
      }),

    openRun: (run) =>
      turn(() => {
        const { runs } = partOf(run.connection);
        if (runs.get(run.run) !== undefined) return;
        runs.put(run.run, {
          waiver: null,
          ...run,
          mapping: null,
          reading: null,
          round: 0,
          endedAt: null,
          outcome: null,
          reason: null,
          counts: {
            read: { crm: 0, platform: 0 },
            calls: { crm: 0, platform: 0 },
            linked: 0,
            unchanged: 0,
            merged: 0,
            converted: 0,
          },
          historyEvents: 0,
        });
      }),

    orphans: (connection, run, limit, afterId) =>
      turn(() => {
        const part = partOf(connection);
        const left = part.rows.find('open').filter((row) => {
          if (row.id <= afterId) return false;
          if (row.run !== run) return part.runs.get(row.run)?.endedAt !== null;
          return row.state === 'unknown' || part.leases.get(`${run} ${row.lane}`) !== row.attempt;
        });
        return inOrder(left).slice(0, limit);
      }),

    looseEnds: (connection, afterLink, limit) =>
      turn(() => {
        const part = partOf(connection);
        const ofRows = [...part.rows.find('open'), ...part.rows.find('held')].map((row) => row.link);
        const ofEntries = part.inbox
          .all()
          .filter(({ entry, retry }) => retry || entry.category === 'again')
          .flatMap(({ entry }) =>
            SIDES.flatMap((side) => part.links.find(`${side} ${entry[side]}`)).map((link) => link.id),
          );
        const ofConsents = part.consents
          .all()
          .filter(({ open }) => open)
          .flatMap(({ crm }) => (crm === null ? [] : part.links.find(`crm ${crm}`)))
          .filter(({ optedOut }) => optedOut.crm || optedOut.platform)
          .map((link) => link.id);
        return [...new Set([...ofRows, ...ofEntries, ...ofConsents])]
          .filter((link) => link > afterLink && part.links.get(link)?.dead === false)
          .toSorted((a, b) => a - b)
          .slice(0, limit);
      }),

    openCount: (connection, run) =>
      turn(
        () =>
          partOf(connection)
            .rows.find('open')
            .filter((row) => row.run === run).length,
      ),
  };
}

function fenced(part: Part, { run, lane, attempt }: Lease): void {
  if (part.leases.get(`${run} ${lane}`) !== attempt)
    throw new Fenced(`the lease of ${lane} of run ${run} was taken over`);
  if (part.runs.get(run)?.endedAt !== null) throw new Fenced(`run ${run} has ended`);
}

/** What transactions of a run have alike, made once: there are many. */
const alike = new WeakMap<Part, Map<number, object>>();

function transactionOf(partOf: (connection: string) => Part, { connection, run }: Lease, world: World): Tx {
  const part = partOf(connection);
  const tick = world.tick();
  const known = alike.get(part) ?? new Map<number, object>();
  alike.set(part, known);
  const base =
    known.get(run) ??
    Object.assign(
      {},
      txRows(part, world),
      txStage(part, run, world),
      txInbox(part, run, world),
      txRun(part, run, world),
      txGuard(part, run),
      txConversions(part, run),
      txConsents(part),
      txSightings(part, run, world),
      txSharing(partOf, connection, world),
    );
  known.set(run, base);
  return Object.assign(Object.create(base) as Tx, { tick }, txLinks(part, world, tick), txStones(part, tick));
}

/** Calls that may break a law. */
const LAWFUL = ['addLinks', 'saveLinks', 'addRows', 'saveRows'] as const satisfies readonly (keyof Tx)[];

/** PostgreSQL gives up a transaction at its first error: swallowing that error must not save it here either. Guards the transaction's own object: there are many. */
function guarded(tx: Tx, broken: { by: unknown }): Tx {
  const own = tx as { -readonly [name in keyof Tx]: Tx[name] } & Record<
    (typeof LAWFUL)[number],
    (given: never) => Promise<unknown>
  >;
  for (const name of LAWFUL) {
    const call = own[name] as (given: unknown) => Promise<unknown>;
    (own as Record<string, unknown>)[name] = async (given: unknown) => {
      if (broken.by !== null) throw broken.by;
      try {
        return await call(given);
      } catch (error) {
        broken.by ??= error;
        throw error;
      }
    };
  }
  return tx;
}
