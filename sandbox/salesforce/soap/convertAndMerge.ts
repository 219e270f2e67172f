import type { Call } from '../api/call.js';
import { eachRow } from '../api/writing.js';
import { refuse, type Complaint } from '../apiError.js';
import { convertLead, type Conversion, type Converted } from '../convert.js';
import { mergeRows, type Merged } from '../merge.js';
import type { Org } from '../org.js';
import { errorsXml, fieldsOf } from './records.js';
import { element, many, node, text, textIn, type Node } from './xml.js';

/** Most leads, and most merges, of one call. Source: SOAP API Developer Guide, convertLead() and merge(). */
const MOST_CONVERSIONS = 100;
const MOST_MERGES = 200;

export function convertLeads(org: Org, call: Call, content: Node): string {
  const wanted = many(content['leadConverts']).map(node);
  if (wanted.length > MOST_CONVERSIONS)
    throw refuse('EXCEEDED_ID_LIMIT', `at most ${MOST_CONVERSIONS} leads are converted in one call`);
  const done: (Converted | null)[] = wanted.map(() => null);
  const results = eachRow(
    org,
    call,
    wanted.map((one, at) => ({ one, at })),
    false,
    (writer, { one, at }) => {
      const converted = convertLead(writer, conversion(org, one));
      done[at] = converted;
      return { id: converted.lead, created: false };
    },
  );
  return results
    .map((result, at) => {
      const converted = done[at] ?? null;
      const failed = 'complaints' in result || converted === null;
      const errors: readonly Complaint[] = 'complaints' in result ? result.complaints : [];
      return `<result>${element('accountId', failed ? null : converted.account)}${element('contactId', failed ? null : converted.contact)}${errorsXml(errors)}${element('leadId', text(wanted[at] ?? {}, 'leadId'))}${element('opportunityId', failed ? null : converted.opportunity)}<success>${String(!failed)}</success></result>`;
    })
    .join('');
}

function conversion(org: Org, one: Node): Conversion {
  const status = text(one, 'convertedStatus');
  if (status === null) throw refuse('INVALID_STATUS', 'convertedStatus is needed', []);
  const lead = text(one, 'leadId') ?? '';
  const opportunity = text(one, 'opportunityId');
  return {
    lead,
    status,
    account: text(one, 'accountId'),
    contact: text(one, 'contactId'),
    opportunity,
    // An opportunity is made unless told not to; unnamed, it bears the company's name.
    opportunityName:
      text(one, 'doNotCreateOpportunity') === 'true' || opportunity !== null
        ? null
        : (text(one, 'opportunityName') ?? `${String(org.byId(lead)?.row['Company'] ?? 'Opportunity')}-`),
    owner: text(one, 'ownerId'),
    overwriteLeadSource: text(one, 'overwriteLeadSource') === 'true',
    notify: text(one, 'sendNotificationEmail') === 'true',
  };
}

export function mergeAll(org: Org, call: Call, content: Node): string {
  const requests = many(content['request'] ?? content['mergeRequests']).map(node);
  if (requests.length > MOST_MERGES)
    throw refuse('EXCEEDED_ID_LIMIT', `at most ${MOST_MERGES} merges are made in one call`);
  return requests
    .map((one) => {
      let merged: Merged | null = null;
      // Each request is a transaction of its own.
      const [result] = eachRow(org, call, [one], false, (writer) => {
        const master = node(one['masterRecord']);
        const losers = many(one['recordToMergeIds']).flatMap((id) => textIn(id) ?? []);
        merged = mergeRows(writer, text(master, 'Id') ?? text(master, 'id') ?? '', losers, fieldsOf(master));
        return { id: merged.id, created: false };
      });
      return mergeXml(merged, result !== undefined && 'complaints' in result ? result.complaints : []);
    })
    .join('');
}

function mergeXml(merged: Merged | null, complaints: readonly Complaint[]): string {
  if (merged === null || complaints.length > 0)
    return `<result>${errorsXml(complaints)}<success>false</success></result>`;
  return `<result><id>${merged.id}</id>${element('mergedRecordIds', merged.losers)}<success>true</success>${element('updatedRelatedIds', merged.moved)}</result>`;
}
