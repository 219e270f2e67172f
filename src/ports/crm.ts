import type { Purpose } from '../domain/purpose.js';
import type { Converting } from './converting.js';
import type { People } from './people.js';

/** Daily API calls of the org, from its last answer; null before the first. */
export interface Budget {
  readonly used: number;
  readonly limit: number;
}

/** Salesforce: People, and what only a CRM has. */
export interface Crm extends People {
  readonly side: 'crm';
  /** Names the org among others. */
  readonly org: string;
  budget(): Budget | null;
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
