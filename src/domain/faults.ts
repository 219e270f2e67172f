/**
 * What went wrong, and who acts on it. The table is closed: adapters translate a vendor's answer into one of these at first touch.
 *   retry      Temporal tries the activity again (with the vendor's Retry-After, if it gave one)
 *   wait       the workflow waits by a durable timer, then goes on
 *   inbox      one record's trouble: it is listed, the others go on
 *   again      the run ends and another begins at once, which looks at the schemas anew (R-ALL-13); where that does not help, it is blocked
 *   blocked    the connection stands still until a person mends something; `needsAuth` the same for credentials
 *   readBack   nobody knows whether it landed: the protocol reads it back (protocol rule 4)
 */
export const KINDS = {
  throttled: { then: 'retry' },
  unreachable: { then: 'retry' },
  quota: { then: 'wait' },
  unauthorized: { then: 'needsAuth' },
  drifted: { then: 'again' },
  misconfigured: { then: 'blocked' },
  refused: { then: 'inbox' },
  stale: { then: 'inbox' },
  unknown: { then: 'readBack' },
  broken: { then: 'blocked' },
} as const satisfies Record<
  string,
  { then: 'retry' | 'wait' | 'again' | 'inbox' | 'blocked' | 'needsAuth' | 'readBack' }
>;

export type Kind = keyof typeof KINDS;

export interface FaultDetail {
  /** 'salesforce', 'mailchimp', 'postgres', … */
  readonly system: string;
  /** The vendor's own code, verbatim (`UNABLE_TO_LOCK_ROW`, `429`). */
  readonly code?: string;
  /** Milliseconds the vendor asked us to wait. */
  readonly retryAfterMs?: number;
  /** The vendor's text. Goes to the store only: never into a log, a history or a search attribute. */
  readonly vendorText?: string;
  readonly cause?: unknown;
}

/** The one error of the project. `message` is ours: what, which record or host, what to do; never a person's data, a secret or a vendor's text. */
export class SyncError extends Error {
  override readonly name = 'SyncError';
  constructor(
    readonly kind: Kind,
    message: string,
    readonly detail: FaultDetail,
  ) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
  }
}
