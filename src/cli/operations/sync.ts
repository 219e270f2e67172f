import { fullId, isId } from '../../salesforce/ids.js';
import { EXIT, ExitError } from '../exit.js';
import { awaitRun, type RunEnd, type Watch } from './awaitRun.js';
import type { Desk } from './desk.js';
import { knownConnection } from './knownConnection.js';

export interface SyncWish {
  readonly full: boolean;
  /** Salesforce ids, 15 or 18 characters; [] = everything that changed. */
  readonly records: readonly string[];
  readonly evenPaused: boolean;
}

/** What one message to a connection carries (workflows/enqueue.ts). */
const MOST_RECORDS = 200;

/**
 * Asks for a run and says its number. Ends the command when the connection is unknown or an id is none (exit 2);
 * SyncError `refused` while the connection is paused, unless `evenPaused`.
 */
export async function requestSync(
  { store, engine }: Pick<Desk, 'store' | 'engine'>,
  id: string,
  { full, records, evenPaused }: SyncWish,
): Promise<number> {
  await knownConnection(store, id);
  const odd = records.find((record) => !isId(record));
  if (odd !== undefined)
    throw new ExitError(
      EXIT.invalid,
      `--record: ${JSON.stringify(odd)} is no Salesforce id: 15 or 18 letters and digits`,
    );
  if (records.length > MOST_RECORDS)
    throw new ExitError(
      EXIT.invalid,
      `--record: at most ${MOST_RECORDS} at once; a sync without it takes up all that changed`,
    );
  if (records.length === 0) return engine.requestRun(id, { mode: 'sync', full, evenPaused });
  return engine.syncRecords(id, { ids: [...new Set(records.map(fullId))], evenPaused });
}

/** Asks for a run and waits for its end. Throws as requestSync and awaitRun do. */
export async function syncConnection(
  desk: Desk,
  id: string,
  wish: SyncWish,
  watch: Watch = () => undefined,
): Promise<RunEnd> {
  const run = await requestSync(desk, id, wish);
  return awaitRun(desk, { id, run, evenPaused: wish.evenPaused }, watch);
}

/** Ends the command with exit 2, naming them, when a run has ended that did not find every record it was asked for. */
export async function expectFound(
  { store }: Pick<Desk, 'store'>,
  id: string,
  { records }: Pick<SyncWish, 'records'>,
  { report }: RunEnd,
): Promise<void> {
  const asked = [...new Set(records.map(fullId))];
  if (report === null || report.counts.read.crm >= asked.length) return;
  const explained = await Promise.all(asked.map((record) => store.explain(id, record)));
  const unknown = asked.filter((_record, at) => explained[at]?.length === 0);
  throw new ExitError(
    EXIT.invalid,
    `--record: not found in Salesforce, or hidden from the connection's user: ${unknown.join(', ')}`,
  );
}
