import { EXIT, ExitError } from '../exit.js';
import { awaitRun, type RunEnd, type Watch } from './awaitRun.js';
import type { Desk } from './desk.js';
import { knownConnection } from './knownConnection.js';

export interface Retried {
  /** Entries that are tried again. */
  readonly retried: number;
  /** The run that takes them up; null when there is nothing to try, or the connection is paused and its next run takes them up. */
  readonly end: RunEnd | null;
}

/**
 * Tries inbox entries again, all or those named, by a run that is waited for. Ends the command with exit 2 for an entry the inbox does not hold.
 * Throws as awaitRun does; the entries are marked by then and go with the next run.
 */
export async function retryEntries(
  desk: Desk,
  id: string,
  entries: readonly number[] | 'all',
  watch: Watch = () => undefined,
): Promise<Retried> {
  const { store, engine } = desk;
  await knownConnection(store, id);
  if (entries !== 'all') {
    const held = new Set((await store.inbox(id, ['error', 'waiting'])).map((entry) => entry.entry));
    const strange = entries.filter((entry) => !held.has(entry));
    if (strange.length > 0)
      throw new ExitError(
        EXIT.invalid,
        `--entry: the inbox of ${id} holds no ${strange.join(', ')}; see \`tandem errors ${id}\``,
      );
  }
  const retried = await store.retry(id, entries);
  if (retried === 0 || (await engine.status(id))?.paused === true) return { retried, end: null };
  const run = await engine.requestRun(id, { mode: 'sync', full: false, evenPaused: false });
  return { retried, end: await awaitRun(desk, { id, run, evenPaused: false }, watch) };
}
