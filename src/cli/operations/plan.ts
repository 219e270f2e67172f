import type { Connection } from '../../domain/connection.js';
import { digest } from '../../domain/digest.js';
import { EXIT, ExitError } from '../exit.js';
import { plannedChange, plannedConversion, type PlannedChange } from '../print/plannedChange.js';
import { awaitRun, type Watch } from './awaitRun.js';
import type { Desk } from './desk.js';
import { knownConnection } from './knownConnection.js';
import { rowsOf } from './rowsOf.js';

/** `tandem plan --json`: part of the command's contract. */
export interface Plan {
  /** The same changes give the same hash, in whatever order they were planned. */
  readonly hash: string;
  readonly changes: readonly PlannedChange[];
}

/**
 * What a sync would write now, in the words of the systems' own write logs. Runs as a sync does, up to the first write; writes to neither system,
 * so a paused connection is planned too. Throws as awaitRun does; a run that stopped ends the command with exit 5 and its reason.
 */
export async function planConnection(
  desk: Desk,
  id: string,
  full: boolean,
  watch: Watch = () => undefined,
): Promise<Plan> {
  const { connection } = await knownConnection(desk.store, id);
  const run = await desk.engine.requestRun(id, { mode: 'plan', full, evenPaused: true });
  const end = await awaitRun(desk, { id, run, evenPaused: true }, watch);
  if (end.kind === 'paused')
    throw new ExitError(
      EXIT.refused,
      `${id} was paused in the middle of a run: the plan follows that run once \`tandem resume ${id}\` lets it end`,
    );
  if (end.report.outcome === 'stopped')
    throw new ExitError(
      EXIT.unreachable,
      `run ${run} stopped before the plan was complete: ${end.report.reason ?? 'no reason given'}`,
    );
  return planOf(desk, connection, run);
}

async function planOf({ store }: Pick<Desk, 'store'>, connection: Connection, run: number): Promise<Plan> {
  const changes: PlannedChange[] = [];
  const hashes: string[] = [];
  for await (const row of rowsOf(store, connection.id, run, ['void', 'planned', 'held'])) {
    if (row.state === 'void' && row.lane !== 'plan') continue;
    changes.push(plannedChange(connection, row));
    hashes.push(row.planHash);
  }
  for (const order of await store.askedConversions(connection.id)) {
    changes.push(plannedConversion(order));
    hashes.push(digest(JSON.stringify(['convert', order.lead, order.contact, order.account, order.opportunity])));
  }
  return { hash: digest(hashes.toSorted().join('\n')), changes };
}
