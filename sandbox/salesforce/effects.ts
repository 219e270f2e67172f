import { plantMemberStatuses } from './campaignRules.js';
import { isPerson, plantPerson, savePerson } from './personAccount.js';
import { planted } from './planted.js';
import type { Row } from './shapes.js';
import { stamped } from './transaction.js';
import type { Writer } from './writer.js';

/** What the org does to other records when one is saved. `before` is null on creation. */
export function afterSave(writer: Writer, object: string, row: Row, before: Row | null): void {
  EFFECTS[object]?.(writer, row, before);
}

type Effect = (writer: Writer, row: Row, before: Row | null) => void;

const EFFECTS: Readonly<Record<string, Effect>> = {
  Campaign: ({ org, tx, userId }, row, before) => {
    if (before === null) plantMemberStatuses(org, tx, row.Id, userId);
  },
  Account: (writer, row, before) => {
    if (!isPerson(writer.org, row, before)) return;
    if (before === null) plantPerson(writer, row);
    else savePerson(writer, row);
  },
  CampaignMemberStatus: (writer, row) => {
    if (row['IsDefault'] === true) clearOthers(writer, 'CampaignMemberStatus', 'CampaignId', 'IsDefault', row);
  },
  OpportunityContactRole: (writer, row) => {
    if (row['IsPrimary'] === true) clearOthers(writer, 'OpportunityContactRole', 'OpportunityId', 'IsPrimary', row);
  },
  Opportunity: (writer, row, before) => {
    // Given on creation only, it becomes the primary contact role. Source: Object Reference, Opportunity.ContactId.
    if (before === null && typeof row['ContactId'] === 'string')
      planted(writer, 'OpportunityContactRole', {
        OpportunityId: row.Id,
        ContactId: row['ContactId'],
        IsPrimary: true,
      });
  },
  Task: (writer, row) => {
    if (row['Status'] === 'Completed' && typeof row['ActivityDate'] === 'string')
      touch(writer, row, row['ActivityDate']);
  },
  Event: (writer, row) => {
    const at = row['ActivityDate'];
    if (typeof at === 'string') touch(writer, row, at);
  },
};

/** There is one default, one primary: the flag moves. */
function clearOthers({ org, tx, userId }: Writer, object: string, parent: string, flag: string, row: Row): void {
  for (const other of org.table(object).find(parent, String(row[parent])) ?? [])
    if (other.Id !== row.Id && other[flag] === true && !other.IsDeleted)
      tx.put(object, stamped(org, { ...other, [flag]: false }, userId));
}

/**
 * The due date of the last closed task or event is its people's and records' LastActivityDate: a system change, which moves SystemModstamp and leaves
 * LastModifiedDate. Source: help 000387261; Object Reference, Contact.LastActivityDate.
 */
function touch({ org, tx }: Writer, row: Row, day: string): void {
  for (const field of ['WhoId', 'WhatId', 'AccountId']) {
    const id = row[field];
    const found = typeof id === 'string' ? org.byId(id) : null;
    if (found === null || found.view.field('LastActivityDate') === null) continue;
    const last = found.row['LastActivityDate'];
    if (typeof last === 'string' && last >= day) continue;
    tx.put(found.view.def.name, { ...found.row, LastActivityDate: day, SystemModstamp: org.now() });
  }
}
