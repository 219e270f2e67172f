import type { Connection, PlatformKind } from '../../domain/connection.js';
import type { Conversion } from '../../domain/conversion.js';
import { isRemoval, type JournalRow } from '../../domain/journal.js';
import type { Value } from '../../domain/value.js';

/** One intended write, as the target's own write log will show it. */
export interface PlannedChange {
  readonly system: 'salesforce' | PlatformKind;
  /** The vendor's word: `Contact`, `member`. */
  readonly entity: string;
  readonly id: string | null;
  /** Normalised email a created record carries, or an updated one will carry; null: the email stays as it is. */
  readonly key: string | null;
  readonly op: 'create' | 'update' | 'archive' | 'delete' | 'convert';
  /** By the vendor's field name: [old, new]. */
  readonly fields: Readonly<Record<string, readonly [Value, Value]>>;
}

type Changed = Readonly<Record<string, readonly [Value, Value]>>;
type Words = (connection: Connection, row: JournalRow) => Changed;

/** How each system says that a person is opted out. */
const OPT_OUT: Readonly<Partial<Record<PlannedChange['system'], Changed>>> = {
  salesforce: { HasOptedOutOfEmail: [false, true] },
  mailchimp: { status: ['subscribed', 'unsubscribed'] },
};

/** Back again. What Mailchimp says instead of a member that bounced or must confirm is not known before. */
const OPT_IN: typeof OPT_OUT = {
  salesforce: { HasOptedOutOfEmail: [true, false] },
  mailchimp: { status: ['unsubscribed', 'subscribed'] },
};

/** The record that gives way to another. */
const ARCHIVED: typeof OPT_OUT = { mailchimp: { status: ['subscribed', 'archived'] } };

/** What rows without fields change. */
const OF_OP: Readonly<Partial<Record<JournalRow['op'], typeof OPT_OUT>>> = {
  optOut: OPT_OUT,
  optIn: OPT_IN,
  merge: ARCHIVED,
};

/** What a create says besides the mapped fields. */
const SALESFORCE: Words = ({ salesforce }, row) => ({
  ...(salesforce.externalIdField === null || row.source === null
    ? {}
    : { [salesforce.externalIdField]: [null, row.source] as const }),
  ...(row.optedOut ? { HasOptedOutOfEmail: [null, true] as const } : {}),
});

/** Mailchimp, "Batch subscribe or unsubscribe": a new member has a status of its own. */
const MAILCHIMP: Words = (_, row) => ({ status: [null, row.optedOut ? 'unsubscribed' : 'subscribed'] });

/** Mailchimp stores the address beside the merge fields, under a name of its own. */
const MAILCHIMP_NAMES: Readonly<Record<string, string>> = { EMAIL: 'email_address' };

/** A planned row in the words of the system that would be written to. */
export function plannedChange(connection: Connection, row: JournalRow): PlannedChange {
  const { kind } = connection.platform;
  const system = row.side === 'crm' ? 'salesforce' : kind;
  const names = system === 'mailchimp' ? MAILCHIMP_NAMES : {};
  const changes = row.changes.filter((change) => change.next !== change.old);
  const fields = Object.fromEntries(
    changes.map((change) => [names[change.field] ?? change.field, [change.old, change.next] as const]),
  );
  const born =
    row.op === 'create'
      ? (system === 'salesforce' ? SALESFORCE : system === 'mailchimp' ? MAILCHIMP : () => ({}))(connection, row)
      : {};
  const op = row.op === 'create' ? 'create' : row.op === 'merge' ? 'archive' : isRemoval(row.op) ? row.op : 'update';
  const left = OF_OP[row.op]?.[system] ?? {};
  return { system, entity: row.object, id: row.target, key: row.key, op, fields: { ...fields, ...born, ...left } };
}

/** A lead that a sync would convert. What becomes of its status, and the ids of what is made anew, only Salesforce knows. */
export function plannedConversion({ lead, contact, account }: Conversion): PlannedChange {
  return {
    system: 'salesforce',
    entity: 'Lead',
    id: lead,
    key: null,
    op: 'convert',
    fields: {
      IsConverted: [false, true],
      ...(contact === null ? {} : { ConvertedContactId: [null, contact] }),
      ...(account === null ? {} : { ConvertedAccountId: [null, account] }),
    },
  };
}
