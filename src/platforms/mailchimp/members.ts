import { createHash } from 'node:crypto';
import type { Snapshot } from '../../domain/record.js';
import type { Fields, Value } from '../../domain/value.js';
import type { Member } from './memberShape.js';
import { MEMBER_FIELDS } from './wire.js';

export const OBJECT = 'member';
/** The member's address, by the merge tag Mailchimp gives it in mails; all others are merge fields. */
export const EMAIL = 'EMAIL';

/** How `fields=` must be put so that no more travels than is read; `prefix` for listings. Source: Marketing API, "Fundamentals", partial responses. */
export function wanted(fields: readonly string[], prefix = ''): string {
  const names = fields.some((name) => name !== EMAIL) ? [...MEMBER_FIELDS, 'merge_fields'] : MEMBER_FIELDS;
  return names.map((name) => prefix + name).join(',');
}

export function snapshotOf(member: Member, fields: readonly string[]): Snapshot {
  const shown: Snapshot = {
    side: 'platform',
    id: member.contact_id,
    object: OBJECT,
    email: stored(member.email_address) as string | null,
    fields: fieldsOf(member, fields),
    stamp: member.last_changed,
    // Signed up through a form, or opted in (an API create that subscribes); an API create that does not is not told.
    createdAt: member.timestamp_signup ?? member.timestamp_opt,
    // `cleaned`: bounced for good, Mailchimp mails it no more; the CRM must not either.
    optedOut: member.status === 'unsubscribed' || member.status === 'cleaned',
    deleted: member.status === 'archived',
    convertedTo: null,
    mergedInto: null,
    carries: null,
    unfit: null,
  };
  const consent = consentOf(member);
  return consent === null ? shown : { ...shown, consent };
}

/**
 * R-ALL-8: who is subscribed has consented where they signed up by a form and opted in after that, each from an address. A call that subscribes leaves an opt-in
 * too, ours included, but no sign-up; so the sign-up's time counts, as the earlier of the two: one of long ago proves nothing about an opt-in by
 * somebody's call today. Source: Marketing API, "Get member info".
 */
function consentOf({
  status,
  signed,
  opted,
  timestamp_signup,
  timestamp_opt,
}: Member): NonNullable<Snapshot['consent']> | null {
  if (status !== 'subscribed' || !signed || !opted || timestamp_signup === null || timestamp_opt === null) return null;
  return timestamp_opt < timestamp_signup ? null : { at: timestamp_signup, source: FORM };
}

const FORM = 'Mailchimp: signed up by a form and opted in';

/** Deleted for good: Mailchimp knows nothing of it any more. */
export function goneSnapshot(id: string, at: number): Snapshot {
  return {
    side: 'platform',
    id,
    object: OBJECT,
    email: null,
    fields: {},
    stamp: at,
    createdAt: null,
    optedOut: false,
    deleted: true,
    absent: true,
    convertedTo: null,
    mergedInto: null,
    carries: null,
    unfit: null,
  };
}

/** Nothing for a field the audience has no more: it must not look blank (R-ALL-13). */
function fieldsOf(member: Member, names: readonly string[]): Fields {
  const fields: Record<string, Value> = {};
  for (const name of names) {
    if (name === EMAIL) fields[name] = stored(member.email_address);
    else if (Object.hasOwn(member.merge_fields, name)) {
      const value = member.merge_fields[name];
      if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value === null)
        fields[name] = stored(value);
    }
  }
  return fields;
}

function stored(value: Value): Value {
  if (typeof value !== 'string') return value;
  const text = value.trim();
  return text === '' ? null : text;
}

/** A blank is the empty string here. Source: Marketing API, "Merge fields". */
export function mergeFieldsOf(
  fields: Readonly<Record<string, Value>>,
): Readonly<Record<string, string | number | boolean>> {
  const merged: Record<string, string | number | boolean> = {};
  for (const name in fields) if (name !== EMAIL) merged[name] = fields[name] ?? '';
  return merged;
}

/** `subscriber_hash`: keeps addresses out of paths, which proxies log. */
export function hashOf(email: string): string {
  return createHash('md5').update(sameAddress(email)).digest('hex');
}

/** Mailchimp's own idea of the same address. */
export function sameAddress(email: string): string {
  return email.trim().toLowerCase();
}
