import { MEMBER_STATUSES } from './objects/campaigns.js';
import type { Org } from './org.js';
import type { Row } from './shapes.js';
import type { Transaction } from './transaction.js';

/** A new campaign knows Sent and Responded. */
export function plantMemberStatuses(org: Org, tx: Transaction, campaign: string, userId: string): void {
  const view = org.schema.object('CampaignMemberStatus');
  if (view === null) return;
  const at = org.now();
  for (const status of MEMBER_STATUSES) {
    tx.put('CampaignMemberStatus', {
      ...status,
      CampaignId: campaign,
      Id: org.makeId(view.def),
      IsDeleted: false,
      CreatedDate: at,
      CreatedById: userId,
      LastModifiedDate: at,
      LastModifiedById: userId,
      SystemModstamp: at,
    });
  }
}

/**
 * A status the campaign does not know becomes its default, silently; responding is read off the status. Of a lead and a contact given at
 * creation only the contact is kept. Source: Object Reference, CampaignMember.
 */
export function memberStatus(org: Org, row: Row, before: Row | null): Row {
  const campaign = row['CampaignId'];
  const known = (
    typeof campaign === 'string' ? (org.table('CampaignMemberStatus').find('CampaignId', campaign) ?? []) : []
  ).filter((one) => !one.IsDeleted);
  const wanted = String(row['Status'] ?? '').toLowerCase();
  const status =
    known.find((one) => String(one['Label']).toLowerCase() === wanted) ??
    known.find((one) => one['IsDefault'] === true);
  const responded = status?.['HasResponded'] === true;
  const first = row['FirstRespondedDate'] ?? (responded ? new Date(org.now()).toISOString().slice(0, 10) : null);
  return {
    ...row,
    ...(before === null && typeof row['ContactId'] === 'string' ? { LeadId: null } : {}),
    Status: status?.['Label'] ?? null,
    HasResponded: responded,
    FirstRespondedDate: first,
  };
}
