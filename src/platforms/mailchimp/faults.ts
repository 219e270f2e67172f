import { SyncError, type Kind } from '../../domain/faults.js';
import type { Outcome } from '../../ports/people.js';
import type { Effect, HttpAnswer } from '../../http.js';
import type { Problem } from './wire.js';

/** Answers that mean the whole call, not one member; null: this call's own trouble. Source: Marketing API, "Errors" and "Fundamentals" (throttling). */
export function accountFault(answer: HttpAnswer, said: Problem | null, effect: Effect): SyncError | null {
  const { status, retryAfterMs } = answer;
  const fault = (kind: Kind, message: string) =>
    new SyncError(kind, message, {
      system: 'mailchimp',
      code: String(status),
      ...(retryAfterMs === null ? {} : { retryAfterMs }),
      ...(said === null ? {} : { vendorText: `${said.title}: ${said.detail}` }),
    });
  if (status === 401)
    return fault(
      'unauthorized',
      'Mailchimp refuses the API key: it was revoked, or belongs to another data centre; put a valid one in platform.apiKey',
    );
  // At high volume the proxy in front of the API answers 403 without any JSON: the key is good.
  if (status === 403)
    return said === null
      ? fault('throttled', 'Mailchimp turned a call away for too many of them')
      : fault('unauthorized', 'Mailchimp does not let this API key do this: its user needs the Manager role or more');
  if (status === 429)
    return fault('throttled', 'Mailchimp allows 10 calls at a time per user: other apps may be using them');
  if (status === 503)
    return fault(retryAfterMs === null ? 'unreachable' : 'throttled', 'Mailchimp is not available just now');
  if (status >= 500)
    return effect === 'write'
      ? fault('unknown', `Mailchimp failed (${status}) in the middle of a write: it may have landed`)
      : fault('unreachable', `Mailchimp failed (${status})`);
  // Nothing is followed: the API has no redirects, and the key must not wander.
  if (status < 200 || (status >= 300 && status < 400))
    return fault('broken', `Mailchimp answered ${status}, which its API never does`);
  return null;
}

/** `error_code` of a batch row is ERROR_GENERIC for most; only its text tells them apart. Codes are the titles a single call has for the same. Source: Marketing API, "Errors"; platforms' users. */
const ROW_TEXTS: readonly (readonly [says: RegExp, code: string])[] = [
  [/compliance state/i, 'Member In Compliance State'],
  [/permanently deleted/i, 'Forgotten Email Not Subscribed'],
  [/fake or invalid|valid email/i, 'Invalid Email'],
  [/merge fields were invalid/i, 'Invalid Merge Field'],
];

/** One member refused in a batch. */
export function rowRefused(row: {
  readonly error: string;
  readonly error_code: string;
  readonly field: string;
}): Outcome {
  const code =
    row.error_code === 'ERROR_GENERIC'
      ? (ROW_TEXTS.find(([says]) => says.test(row.error))?.[1] ?? row.error_code)
      : row.error_code;
  return { kind: 'refused', code, fields: row.field === '' ? [] : [fieldName(row.field)], vendorText: row.error };
}

/** One member refused in a call of its own. */
export function memberRefused(status: number, said: Problem | null): Outcome {
  if (status === 404 || status === 410) return { kind: 'stale', code: String(status) };
  return {
    kind: 'refused',
    code: said === null || said.title === '' ? String(status) : codeOf(said),
    fields: [...new Set((said?.errors ?? []).flatMap(({ field }) => (field === '' ? [] : [fieldName(field)])))],
    vendorText: said === null ? '' : [said.detail, ...said.errors.map(({ message }) => message)].join(' '),
  };
}

function codeOf({ title, detail }: Problem): string {
  return title === 'Invalid Resource' ? (ROW_TEXTS.find(([says]) => says.test(detail))?.[1] ?? title) : title;
}

/** `email address` and `email_address` are what the rest of the project calls EMAIL; the others are merge tags. */
function fieldName(field: string): string {
  return /^email[ _]address$/i.test(field) ? 'EMAIL' : field.replace(/^merge_fields\./, '');
}
