import type { Connection } from 'jsforce';
import type { ConversionWish } from '../domain/conversion.js';
import { SyncError } from '../domain/faults.js';
import type { Converting } from '../ports/converting.js';
import type { Outcome } from '../ports/people.js';
import { meaningOf } from './codes.js';
import { fullId, isId } from './ids.js';
import { everyRow } from './query.js';
import type { Session } from './session.js';

/** SOAP API Developer Guide, convertLead(): at most so many leads a call. */
const MOST_LEADS = 100;

/** Leads are converted by the SOAP API alone, which jsforce speaks; never a second time by itself. */
export function convertLeads(session: Session): Converting {
  let status: string | null = null;
  const convertedStatus = async (): Promise<string> => {
    const [row] = await everyRow(
      session,
      'query',
      'SELECT ApiName FROM LeadStatus WHERE IsConverted = true ORDER BY SortOrder LIMIT 1',
    );
    const name = row?.['ApiName'];
    if (typeof name !== 'string')
      throw new SyncError('misconfigured', 'the org has no lead status that means converted', {
        system: 'salesforce',
        code: 'INVALID_STATUS',
      });
    return name;
  };
  return {
    most: MOST_LEADS,
    convert: async (wishes) => {
      if (wishes.length === 0) return [];
      const converted = (status ??= await convertedStatus());
      const asked = wishes.map((wish) => leadConvert(wish, converted));
      return session.ask(
        {
          method: 'POST',
          path: '/services/Soap',
          by: (connection) => invoke(connection, asked),
          writing: true,
        },
        (body) => (Array.isArray(body) && body.length === wishes.length ? outcomesOf(body) : undefined),
      );
    },
  };
}

function leadConvert({ lead, contact, account, opportunity }: ConversionWish, convertedStatus: string) {
  return {
    leadId: lead,
    convertedStatus,
    doNotCreateOpportunity: opportunity === null,
    overwriteLeadSource: false,
    sendNotificationEmail: false,
    ...(account === null ? {} : { accountId: account }),
    ...(contact === null ? {} : { contactId: contact }),
    ...(opportunity === null ? {} : { opportunityName: opportunity }),
  };
}

function invoke(connection: Connection, asked: readonly ReturnType<typeof leadConvert>[]): Promise<unknown> {
  return connection.soap.convertLead([...asked]);
}

function outcomesOf(results: readonly unknown[]): readonly Outcome[] | undefined {
  const found = results.map(outcomeOf);
  return found.includes(null) ? undefined : found.filter((one) => one !== null);
}

function outcomeOf(raw: unknown): Outcome | null {
  if (!isObject(raw)) return null;
  const { success, contactId, errors } = raw;
  if (success === true)
    return typeof contactId === 'string' && isId(contactId)
      ? { kind: 'done', id: fullId(contactId), created: false, stamp: null }
      : null;
  const [first] = (Array.isArray(errors) ? errors : [errors]).filter(isObject);
  if (success !== false || first === undefined) return null;
  const code = typeof first['statusCode'] === 'string' ? first['statusCode'] : 'NO_REASON';
  const text = typeof first['message'] === 'string' ? first['message'] : '';
  switch (meaningOf(code, text)?.row) {
    case 'stale':
      return { kind: 'stale', code };
    case 'locked':
      return { kind: 'locked', code };
    default:
      return { kind: 'refused', code, fields: [], vendorText: text };
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
