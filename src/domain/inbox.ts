import type { Link } from './link.js';

/**
 * Why a record is not in step. `error`: someone or something must change. `waiting`: it goes on by itself once a value arrives.
 * `skipped`: outside what is synced, counted only. `again`: our own open ends, taken up by id at the next run.
 */
export const CAUSES = {
  'missing-email': { category: 'skipped', advice: 'Give the record an email address.' },
  'person-account': { category: 'skipped', advice: 'Person accounts are not synced.' },
  'opted-out': {
    category: 'skipped',
    advice: 'Opted out in Salesforce and unknown to the platform: not created there.',
  },
  deleted: {
    category: 'skipped',
    advice:
      'Deleted on the other side, and not created there again. `tandem untombstone` lets the person be created again.',
  },
  'exists-as-lead': {
    category: 'skipped',
    advice: 'The person is a Lead; this connection syncs Contacts. Convert the Lead, or make a Lead connection.',
  },
  'exists-as-contact': { category: 'skipped', advice: 'The person is a Contact; this connection syncs Leads.' },
  'owned-elsewhere': { category: 'skipped', advice: 'Another connection of the same list has this person.' },
  'missing-required': {
    category: 'waiting',
    advice: 'Fill the named fields on the platform; the record is created once they have values.',
  },
  expired: {
    category: 'waiting',
    advice:
      'Nobody answered what was held of this person, so it was not written: both sides keep their values until one changes. Whom it was to create is tried again by `tandem retry`.',
  },
  'ambiguous-match': {
    category: 'error',
    advice: 'Several records carry this email. Merge them, or give them different emails.',
  },
  refused: {
    category: 'error',
    advice: 'The system refused this record. Correct the named field, then it is tried again by itself.',
  },
  'not-converted': {
    category: 'error',
    advice:
      'Salesforce refused to convert this lead. Correct what it names; it is tried again once the lead changes, or by `tandem retry`.',
  },
  'invalid-value': {
    category: 'error',
    advice: 'The value does not fit the other side. Correct it, then it is tried again by itself.',
  },
  review: {
    category: 'error',
    advice: 'Both sides changed this field. Make them equal, or change the conflict policy.',
  },
  unknown: { category: 'again', advice: 'A write got no answer; it is read back until it is certain.' },
  contended: {
    category: 'again',
    advice: 'The record changes faster than it can be written; it is tried again at the next run.',
  },
  changed: {
    category: 'again',
    advice: 'The record was deleted, converted or merged meanwhile; it is looked at again.',
  },
  locked: { category: 'again', advice: 'Salesforce had the record locked; it is tried again at the next run.' },
  pending: { category: 'again', advice: 'An earlier write of this person is still open.' },
} as const satisfies Record<string, { category: 'error' | 'waiting' | 'skipped' | 'again'; advice: string }>;

export type Cause = keyof typeof CAUSES;
export type Category = (typeof CAUSES)[Cause]['category'];

/**
 * Stays while a write of the person is intended or kept from being sent; all others are listed anew by each plan that finds them, but for `not-converted`, which no
 * write ends.
 */
export function staysUntilWritten(cause: Cause): boolean {
  return (CAUSES[cause].category === 'error' && cause !== 'not-converted') || cause === 'expired';
}

/** One entry per record and cause. At least one id is given. */
export interface InboxDraft {
  readonly cause: Cause;
  readonly crm: string | null;
  readonly platform: string | null;
  /** Normalised email, so that a later arrival with the same one finds the entry. */
  readonly key: string | null;
  readonly fields: readonly string[];
  /** Vendor's code and our words for it; no vendor text here. */
  readonly code: string | null;
  /** The vendor's text, shown by `tandem errors` from the store alone. */
  readonly vendorText: string | null;
}

/** What is listed of a link: both its records, under the CRM's email or else the platform's. */
export function entry(
  link: Pick<Link, 'ids' | 'keys'>,
  cause: Cause,
  fields: readonly string[] = [],
  code: string | null = null,
): InboxDraft {
  return {
    cause,
    crm: link.ids.crm,
    platform: link.ids.platform,
    key: link.keys.crm ?? link.keys.platform,
    fields,
    code,
    vendorText: null,
  };
}
