import type { Call } from '../api/call.js';
import { ApiError, refuse } from '../apiError.js';
import type { Budget } from '../budget.js';
import type { Cursors } from '../cursors.js';
import type { Org } from '../org.js';
import type { Sessions } from '../sessions.js';
import { convertLeads, mergeAll } from './convertAndMerge.js';
import { dml, isDml } from './dml.js';
import { clientFault, soapFault, soapOk, type SoapAnswer } from './envelope.js';
import { login, userInfo } from './login.js';
import { READINGS } from './reading.js';
import { BadXml, node, parseXml, text, type Node } from './xml.js';

export interface SoapApi {
  readonly org: Org;
  readonly sessions: Sessions;
  readonly budget: Budget;
  readonly cursors: Cursors;
}

/** Session of a SOAP request's header; null when it carries none. */
export function soapSession(xml: string): string | null {
  const match = /<(?:\w+:)?sessionId(?:\s[^<>]*)?>([^<]*)</.exec(xml);
  return match?.[1]?.trim() ?? null;
}

/**
 * The partner API. `callFor` is made for the session's user and throws when there is none; what is refused is answered as a fault.
 * @param origin where the caller reached the org
 */
export function answerSoap(api: SoapApi, xml: string, origin: string, callFor: () => Call): SoapAnswer {
  const { org, sessions, budget } = api;
  try {
    const { header, operation, content } = requestOf(xml);
    if (operation === 'login') return soapOk('loginResponse', login(org, sessions, content, origin), null);
    const call = callFor();
    const answer = org.act(call.client, () => result(api, operation, header, content, call));
    return soapOk(`${operation}Response`, answer, { used: budget.used, limit: org.settings.dailyApiRequests });
  } catch (error) {
    if (error instanceof BadXml) return clientFault(error.message);
    if (!(error instanceof ApiError)) throw error;
    const [first] = error.complaints;
    return soapFault(first?.code ?? 'UNKNOWN_EXCEPTION', first?.message ?? '');
  }
}

function result(
  { org, sessions, cursors }: SoapApi,
  operation: string,
  header: Node,
  content: Node,
  call: Call,
): string {
  const asked = { ...call, headers: headersOf(header, call) };
  if (isDml(operation))
    return dml(org, operation, content, asked, text(node(header['AllOrNoneHeader']), 'allOrNone') === 'true');
  const reading = Object.hasOwn(READINGS, operation) ? READINGS[operation] : undefined;
  if (reading !== undefined) {
    const size = Number(text(node(header['QueryOptions']), 'batchSize') ?? 500);
    return reading(org, asked, content, cursors, Math.min(2000, Math.max(200, Number.isFinite(size) ? size : 500)));
  }
  switch (operation) {
    case 'convertLead':
      return convertLeads(org, asked, content);
    case 'merge':
      return mergeAll(org, asked, content);
    case 'getUserInfo':
      return `<result>${userInfo(org, call.client)}</result>`;
    case 'logout':
      sessions.close(soapSession(call.body) ?? '');
      return '';
    default:
      throw refuse('UNSUPPORTED_API', `No operation available for request {urn:partner.soap.sforce.com}${operation}`);
  }
}

/** The headers of a SOAP call as those of a REST call: rules for assignment run only when asked for. */
function headersOf(header: Node, call: Call): Call['headers'] {
  const rule = node(header['AssignmentRuleHeader']);
  const assigns = text(rule, 'useDefaultRule') === 'true' || text(rule, 'assignmentRuleId') !== null;
  const saves = text(node(header['DuplicateRuleHeader']), 'allowSave') === 'true';
  return {
    ...call.headers,
    'sforce-auto-assign': assigns ? 'TRUE' : 'FALSE',
    'sforce-duplicate-rule-header': saves ? 'allowSave=true' : '',
  };
}

function requestOf(xml: string): { readonly header: Node; readonly operation: string; readonly content: Node } {
  const envelope = node(parseXml(xml)['Envelope']);
  const [operation] = Object.entries(node(envelope['Body'])).filter(
    ([name]) => !name.startsWith('@_') && name !== '#text',
  );
  if (operation === undefined) throw new BadXml('The request has no SOAP body');
  return { header: node(envelope['Header']), operation: operation[0], content: node(operation[1]) };
}
