import { ApiError, type Complaint } from './apiError.js';
import type { Org } from './org.js';
import type { ObjectView } from './schema.js';
import type { Row } from './shapes.js';
import type { Transaction } from './transaction.js';
import type { Writer } from './writer.js';

export const LOCKED: Complaint = {
  code: 'UNABLE_TO_LOCK_ROW',
  message: 'unable to obtain exclusive access to this record',
  fields: [],
};

/** What a write locks beside its own row. Source: Record Locking Cheat Sheet (help 000229525). */
const LOCKED_PARENTS: Readonly<Record<string, readonly string[]>> = {
  Contact: ['AccountId'],
  Opportunity: ['AccountId'],
  CampaignMember: ['CampaignId', 'LeadId', 'ContactId'],
  OpportunityContactRole: ['OpportunityId', 'ContactId'],
};

const lockIds = (view: ObjectView, row: Row): readonly string[] => [
  row.Id,
  ...(LOCKED_PARENTS[view.def.name] ?? []).flatMap((name) => {
    const id = row[name];
    return typeof id === 'string' ? [id] : [];
  }),
];

/** Whether another request still holds the row or a parent of it. Rows this transaction has touched are its own, and so are those of its job. */
export function lockedByOthers({ org, tx, holder }: Writer, view: ObjectView, row: Row): boolean {
  if (org.held(row.Id)) return true;
  if (org.settings.lockMs === 0) return false;
  const mine = new Set(tx.touched());
  // A writer that waits and gets its turn is not told apart from one that had not to.
  const by = org.kit.clock.now() + org.settings.lockWaitMs;
  return lockIds(view, row).some((id) => {
    const held = org.locks.get(id);
    return held !== undefined && held.until > by && held.holder !== holder && !mine.has(id);
  });
}

/** Locks everything a request wrote. Called once it is done, so that its own rows do not block each other. */
export function lock(org: Org, tx: Transaction, holder: object): void {
  if (org.settings.lockMs === 0) return;
  const now = org.kit.clock.now();
  for (const [id, { until }] of org.locks) if (until <= now) org.locks.delete(id);
  for (const id of new Set(tx.touched())) {
    const found = org.byId(id);
    if (found !== null)
      for (const each of lockIds(found.view, found.row))
        org.locks.set(each, { until: now + org.settings.lockMs, holder });
  }
}

const MESSAGES: Readonly<Record<string, string>> = {
  UNABLE_TO_LOCK_ROW: 'unable to obtain exclusive access to this record',
  ENTITY_IS_DELETED: 'entity is deleted',
  CANNOT_UPDATE_CONVERTED_LEAD: 'cannot reference converted lead',
  DUPLICATES_DETECTED: 'Use one of these records?',
  FIELD_CUSTOM_VALIDATION_EXCEPTION: 'This record cannot be saved.',
  REQUIRED_FIELD_MISSING: 'Required fields are missing: [LastName]',
  INSUFFICIENT_ACCESS_OR_READONLY: 'insufficient access rights on object id',
};

/** The moment a `late-commit` row becomes visible (epoch ms), or null. Throws ApiError for a `row-error`. */
export function rowFault(
  writer: Writer,
  op: string,
  entity: string,
  key: string,
  otherKey: string | null,
): number | null {
  const { org, client, method, path } = writer;
  const fault = org.kit.rows.forRow({
    system: 'salesforce',
    op,
    entity,
    key,
    ...(otherKey === null ? {} : { otherKey }),
    client,
    method,
    path,
  });
  if (fault === null) return null;
  if (fault.kind === 'late-commit') return org.kit.clock.now() + (fault.delayMs ?? 0);
  const code = fault.code ?? 'UNABLE_TO_LOCK_ROW';
  throw new ApiError({ code, message: MESSAGES[code] ?? 'The record was refused.', fields: [] });
}
