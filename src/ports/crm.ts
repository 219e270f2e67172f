import type { Purpose } from '../domain/purpose.js';
import type { Converting } from './converting.js';
import type { People } from './people.js';

/** Daily API calls of the org, from its last answer; null before the first. */
export interface Budget {
  readonly used: number;
  readonly limit: number;
}

/** A record that was converted or merged away, and the one it went into. */
export interface Predecessor {
  readonly id: string;
  readonly into: string;
}

/** Salesforce: People, and what only a CRM has. */
export interface Crm extends People {
  readonly side: 'crm';
  /** Names the org among others. */
  readonly org: string;
  budget(): Budget | null;
  /** Who was converted or merged into these, one step back (R-ALL-10, R-ALL-11). What is gone for good is not told of. Throws as `read` of People. */
  predecessors(ids: readonly string[]): Promise<readonly Predecessor[]>;
  /**
   * The same org, its calls made for a purpose: each throws SyncError `quota`, and does not go out, once the org's calls are used beyond what the purpose may
   * add to (domain/purpose.ts). Without it they are made for someone who waits. Absent: nobody counts them.
   */
  spending?(purpose: Purpose): Crm;
  /** Throws `quota` where nothing of this purpose may begin; costs a call only then. */
  mayBegin?(): Promise<void>;
  /** Absent: leads are converted by people alone. */
  readonly converting?: Converting;
}
