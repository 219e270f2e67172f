import type { JournalRow } from '../domain/journal.js';
import type { RunRow } from './stored.js';
import type { Tx } from './tx.js';
import type { Office } from './office.js';
import type { Sharing } from './sharing.js';

/** The right to write for one lane of one run (`collect:crm`, `plan`, `write:platform`, …). A later lease of the same lane ends it. */
export interface Lease {
  readonly connection: string;
  readonly run: number;
  readonly lane: string;
  readonly attempt: number;
}

/** What the engine needs of the store. Laws, proven by test/contract/store.ts on PostgreSQL and on the memory store of the simulator. */
export interface Journal {
  /** Next value of the store's one sequence: drawn before a read, it tells later whether the image is older than a link's change. */
  tick(): Promise<number>;
  /** Begins a new attempt of the lane: every earlier lease of it is void from now on. */
  lease(connection: string, run: number, lane: string): Promise<Lease>;
  /** Throws Fenced, having done nothing, if the lease is void or the run has ended. Serialisable against every other transaction on the same links. */
  transaction<T>(lease: Lease, work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Creates the run if it is not there; a second call changes nothing. */
  openRun(
    run: Pick<RunRow, 'connection' | 'run' | 'mode' | 'full' | 'records' | 'version' | 'startedAt'> & {
      readonly waiver?: string | null;
    },
  ): Promise<void>;
  /**
   * Open rows nobody is working on: of ended runs, and of this run's rows that are `unknown` or were sent under an attempt that is no longer
   * its lane's. Rows of another live run are left alone (protocol 4.2).
   */
  orphans(connection: string, run: number, limit: number, afterId: number): Promise<readonly JournalRow[]>;
  /** Live links that go by id at the next run, in order: with an open or held row, an entry of category `again`, one an operator retried, or opted out with a consent that nobody looked at yet. */
  looseEnds(connection: string, afterLink: number, limit: number): Promise<readonly number[]>;
  /** Rows of this run still open. */
  openCount(connection: string, run: number): Promise<number>;
}

/** The lease was taken over, or its run has ended: stop at once, touch nothing. */
export class Fenced extends Error {
  override readonly name = 'Fenced';
}

export interface Store extends Journal, Office, Sharing {
  /** Creates or upgrades the schema. */
  migrate(): Promise<void>;
  /** Throws SyncError `unreachable` when the database does not answer, `misconfigured` when the schema is older or newer than this program. */
  check(): Promise<void>;
  close(): Promise<void>;
}
