import { SyncError, type FaultDetail, type Kind } from '../domain/faults.js';
import { meaningOf } from './codes.js';

/** A call answered with an error. */
export interface Refusal {
  readonly host: string;
  readonly status: number;
  readonly code: string;
  readonly vendorText: string;
  readonly retryAfterMs: number | null;
  readonly writing: boolean;
}

/** Statuses that say nothing about whether the request was carried out: our call died in the org, or between us and it. */
const MAYBE_DONE = new Set([500, 502, 504]);
/** Not taken up, to be tried again. Source: REST API guide, status codes 420, 429, 503. */
const NOT_TAKEN = new Set([420, 429, 503]);

/** The day's calls come back within a rolling day: asking more often costs what is short. */
const QUOTA_PAUSE_MS = 15 * 60_000;

/** A whole call refused, as our error. On writes `unknown` stands for every answer that does not prove that nothing was written. */
export function refusal(answer: Refusal): SyncError {
  const kind = kindOf(answer);
  const { host, status, code, vendorText, retryAfterMs } = answer;
  const wait = retryAfterMs ?? (kind === 'quota' ? QUOTA_PAUSE_MS : null);
  const detail: FaultDetail = {
    system: 'salesforce',
    code,
    vendorText,
    ...(wait === null ? {} : { retryAfterMs: wait }),
  };
  return new SyncError(kind, `${host} ${SAID[kind]} (${status} ${code})`, detail);
}

function kindOf({ status, code, vendorText, retryAfterMs, writing }: Refusal): Kind {
  if (writing && MAYBE_DONE.has(status)) return 'unknown';
  const known = meaningOf(code, vendorText);
  if (known !== null) return known.call;
  // A 503 that is neither Salesforce's own nor says when to come back may be a gateway's that lost the answer.
  if (writing && status === 503 && retryAfterMs === null) return 'unknown';
  if (NOT_TAKEN.has(status)) return 'throttled';
  if (status === 401) return 'unauthorized';
  if (status === 403 || status === 404) return 'misconfigured';
  return status >= 500 ? 'unreachable' : 'broken';
}

const SAID: Readonly<Record<Kind, string>> = {
  throttled: 'asks us to wait',
  unreachable: 'cannot answer just now',
  quota: 'has no calls left for today',
  unauthorized: 'does not take the credentials',
  drifted: 'has a field no longer',
  misconfigured: 'does not offer what the connection asks for: check its fields, filter and the user’s permissions',
  refused: 'refused the call',
  stale: 'no longer has the record',
  unknown: 'failed while it was writing',
  broken: 'does not understand the call',
};

/** Retry-After: seconds, or a date against the answer's own Date. */
export function retryAfter(headers: Readonly<Record<string, string>>): number | null {
  const written = headers['retry-after']?.trim();
  if (written === undefined || written === '') return null;
  if (/^\d+$/.test(written)) return Number(written) * 1000;
  const wait = Date.parse(written) - Date.parse(headers['date'] ?? '');
  return Number.isNaN(wait) ? null : Math.max(0, wait);
}
