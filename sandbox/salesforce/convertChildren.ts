import { planted } from './planted.js';
import type { Row } from './shapes.js';
import { stamped } from './transaction.js';
import type { Writer } from './writer.js';

/** The contact of a new opportunity is its primary one; of an existing one only when it has none. Source: help "Convert Qualified Leads". */
export function giveRole(writer: Writer, opportunity: Row, contact: Row, isNew: boolean): void {
  const roles = (writer.org.table('OpportunityContactRole').find('OpportunityId', opportunity.Id) ?? []).filter(
    (one) => !one.IsDeleted,
  );
  if (roles.some((one) => one['ContactId'] === contact.Id)) return;
  planted(writer, 'OpportunityContactRole', {
    OpportunityId: opportunity.Id,
    ContactId: contact.Id,
    IsPrimary: isNew || !roles.some((one) => one['IsPrimary'] === true),
  });
}

/**
 * The same rows, now with a contact; the lead stays named. Where the contact is a member of the campaign already, its own row stands and the
 * lead's stays the lead's. Source: Object Reference, CampaignMember.
 */
export function followMembers({ org, tx, userId }: Writer, lead: Row, contact: Row): void {
  const known = new Set(
    (org.table('CampaignMember').find('ContactId', contact.Id) ?? []).flatMap((one) =>
      one.IsDeleted ? [] : [one['CampaignId']],
    ),
  );
  for (const member of org.table('CampaignMember').find('LeadId', lead.Id) ?? [])
    if (!member.IsDeleted && !known.has(member['CampaignId'] ?? null))
      tx.put('CampaignMember', stamped(org, { ...member, ContactId: contact.Id }, userId));
}

/** Activities hang on the contact and on the opportunity or account; their stamps move. Source: help 000385227. */
export function followActivities({ org, tx, userId }: Writer, lead: Row, contact: Row, what: Row): void {
  const account = contact['AccountId'] ?? null;
  for (const object of ['Task', 'Event'])
    for (const activity of org.table(object).find('WhoId', lead.Id) ?? [])
      if (!activity.IsDeleted)
        tx.put(object, stamped(org, { ...activity, WhoId: contact.Id, WhatId: what.Id, AccountId: account }, userId));
}
