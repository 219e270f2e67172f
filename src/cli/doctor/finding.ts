import { SyncError } from '../../domain/faults.js';

/** One thing looked at. */
export interface Finding {
  readonly check: string;
  readonly ok: boolean;
  /** What was seen, and where it is not well, what to do. */
  readonly says: string;
}

/** The finding of a look that may throw: its fault is what was seen. Only our own words are passed on. */
export async function find(check: string, look: () => Promise<string>): Promise<Finding> {
  try {
    return { check, ok: true, says: await look() };
  } catch (error) {
    return {
      check,
      ok: false,
      says: error instanceof SyncError ? error.message : 'failed in a way we do not know; see the logs in the home',
    };
  }
}
