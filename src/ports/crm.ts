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
  budget(): Budget | null;
  /** Absent: leads are converted by people alone. */
  readonly converting?: Converting;
}
