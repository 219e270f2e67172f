import type { Org } from './org.js';
import type { SaveOptions } from './rowRules.js';
import type { Transaction } from './transaction.js';

/** Who writes, by what request: for stamps, log, locks and faults. */
export interface Writer {
  readonly org: Org;
  readonly tx: Transaction;
  readonly userId: string;
  readonly client: string;
  readonly method: string;
  readonly path: string;
  readonly options: SaveOptions;
  /** Control calls and seeds are what happens in the org itself: no faults, no locks. */
  readonly byApi: boolean;
  /** Who holds the locks: the same for all transactions of one call or job. */
  readonly holder: object;
}
