import type { Complaint } from './apiError.js';
import type { Org } from './org.js';
import type { Row } from './shapes.js';

type Special = (org: Org, row: Row, before: Row | null) => Complaint | null;

const missing = (...fields: readonly string[]): Complaint => ({
  code: 'REQUIRED_FIELD_MISSING',
  message: `Required fields are missing: [${fields.join(', ')}]`,
  fields,
});

/** Rules that hang on one object and stand in no field's description. */
export const SPECIAL: Readonly<Record<string, Special>> = {
  CampaignMember: (org, row, before) => {
    const person = row['ContactId'] ?? row['LeadId'] ?? null;
    if (typeof person !== 'string') return missing('LeadId', 'ContactId');
    if (before !== null) return null;
    // A converted lead can be taken out of campaigns, not put into them.
    if (org.byId(person)?.row['IsConverted'] === true)
      return { code: 'CANNOT_UPDATE_CONVERTED_LEAD', message: 'cannot reference converted lead', fields: ['LeadId'] };
    const field = (row['ContactId'] ?? null) === null ? 'LeadId' : 'ContactId';
    const twice = org
      .table('CampaignMember')
      .find(field, person)
      ?.some((one) => one.Id !== row.Id && !one.IsDeleted && one['CampaignId'] === row['CampaignId']);
    return twice === true ? { code: 'DUPLICATE_VALUE', message: 'Already a campaign member.', fields: [] } : null;
  },
  CampaignMemberStatus: (org, row, before) => {
    const others = (org.table('CampaignMemberStatus').find('CampaignId', String(row['CampaignId'])) ?? []).filter(
      (one) => one.Id !== row.Id && !one.IsDeleted,
    );
    const label = String(row['Label']).toLowerCase();
    if (others.some((one) => String(one['Label']).toLowerCase() === label))
      return { code: 'DUPLICATE_VALUE', message: 'duplicate value found: Label', fields: ['Label'] };
    if (before === null) return null;
    if (before['IsDefault'] === true && row['IsDefault'] !== true && !others.some((one) => one['IsDefault'] === true))
      return {
        code: 'FIELD_INTEGRITY_EXCEPTION',
        message: 'A default member status is required',
        fields: ['IsDefault'],
      };
    if (row['HasResponded'] !== true && !others.some((one) => one['HasResponded'] === true))
      return {
        code: 'FIELD_INTEGRITY_EXCEPTION',
        message: 'At least one member status must be marked as responded',
        fields: ['HasResponded'],
      };
    return null;
  },
  Task: (_org, row) => whoAndWhat(row),
  Event: (_org, row) => {
    if ((row['StartDateTime'] ?? row['ActivityDateTime'] ?? row['ActivityDate'] ?? null) === null)
      return missing('StartDateTime');
    if ((row['EndDateTime'] ?? null) === null) return missing('DurationInMinutes');
    const [start, end] = [row['StartDateTime'], row['EndDateTime']];
    if (typeof start === 'number' && typeof end === 'number' && end < start)
      return {
        code: 'FIELD_INTEGRITY_EXCEPTION',
        message: 'Event duration cannot be negative',
        fields: ['EndDateTime'],
      };
    return whoAndWhat(row);
  },
};

/** A lead stands for a company of its own: an activity with one has no other subject. */
function whoAndWhat(row: Row): Complaint | null {
  const who = row['WhoId'];
  if (typeof who !== 'string' || !who.startsWith('00Q') || (row['WhatId'] ?? null) === null) return null;
  return {
    code: 'FIELD_INTEGRITY_EXCEPTION',
    message: 'Related To: Leads can not be used with a related record',
    fields: ['WhatId'],
  };
}
