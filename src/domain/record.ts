import type { Side } from './side.js';
import type { Fields } from './value.js';

/** An image of one record as a side showed it at one moment. Only the fields that were asked for are in `fields`. */
export interface Snapshot {
  readonly side: Side;
  /** The side's lasting id: 18-character Salesforce id; Mailchimp `contact_id` (never the md5 of the email). */
  readonly id: string;
  /** Salesforce object (`Contact`, `Lead`); on a platform its own word (`member`). */
  readonly object: string;
  /** The standard email as stored, or null. */
  readonly email: string | null;
  readonly fields: Fields;
  /** Last change by the side's own stamp: epoch ms UTC. */
  readonly stamp: number;
  /** Creation by the side's own stamp: epoch ms UTC, null where the side does not tell. */
  readonly createdAt: number | null;
  readonly optedOut: boolean;
  /** Deleted, archived or gone for good. */
  readonly deleted: boolean;
  /** Nothing at all was found of it: the side does not say that it was deleted. */
  readonly absent?: true;
  /** Salesforce: ConvertedContactId of a converted Lead. */
  readonly convertedTo: string | null;
  /** Salesforce: MasterRecordId of a merge's loser. */
  readonly mergedInto: string | null;
  /** The other side's id that this record carries (Salesforce: the connection's externalIdField). */
  readonly carries: string | null;
  /** Consent to be mailed that the side tells of by itself (R-ALL-8): when, and how it was given. Never a write of ours. */
  readonly consent?: { readonly at: number; readonly source: string };
  /** Why it can never be synced, whatever its values: `person-account` (R-ALL-14). */
  readonly unfit: 'person-account' | null;
}

/** The record a converted or merged one became; null: none, or it was deleted for good. */
export function successorOf(record: Snapshot): string | null {
  return record.convertedTo ?? record.mergedInto;
}

/** Can be written and matched: neither deleted nor converted nor merged away. */
export function isAlive(record: Snapshot): boolean {
  return !record.deleted && record.convertedTo === null && record.mergedInto === null;
}
