import { XMLParser } from 'fast-xml-parser';
import type { Call } from './api/call.js';
import { eachRow } from './api/writing.js';
import { ApiError, refuse } from './apiError.js';
import { convertLead, type Conversion, type Converted } from './convert.js';
import { mergeRows, type Merged } from './merge.js';
import { organization } from './oauth.js';
import type { Org } from './org.js';
import type { Sent } from './sent.js';
import type { Sessions } from './sessions.js';

export interface SoapAnswer {
  readonly status: number;
  readonly body: string;
}

type Node = Readonly<Record<string, unknown>>;

const parser = new XMLParser({
  ignoreAttributes: true,
  removeNSPrefix: true,
  parseTagValue: false,
  trimValues: true,
  htmlEntities: true,
});

/** Session of a SOAP request's header; null when it carries none. */
export function soapSession(xml: string): string | null {
  const match = /<(?:\w+:)?sessionId>([^<]*)</.exec(xml);
  return match?.[1] ?? null;
}

/**
 * login, convertLead, merge and getUserInfo of the partner API. `call` is made for the session's user; null when there is none.
 * @param refused what the session check threw, answered as a fault
 */
export function answerSoap(org: Org, sessions: Sessions, xml: string, origin: string, callFor: () => Call): SoapAnswer {
  try {
    const [operation, content] = operationOf(xml);
    switch (operation) {
      case 'login':
        return ok('loginResponse', login(org, sessions, content, origin));
      case 'convertLead':
        return ok('convertLeadResponse', convert(org, callFor(), content));
      case 'merge':
        return ok('mergeResponse', merge(org, callFor(), content));
      case 'getUserInfo': {
        const { client } = callFor();
        return ok(
          'getUserInfoResponse',
          `<result><organizationId>${organization(org)}</organizationId><userId>${org.user(client)}</userId><userName>${escape(client)}</userName></result>`,
        );
      }
      case 'getServerTimestamp':
        return ok(
          'getServerTimestampResponse',
          `<result><timestamp>${new Date(org.now()).toISOString()}</timestamp></result>`,
        );
      default:
        throw refuse('UNSUPPORTED_API', `No operation available for request ${operation}`);
    }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const [first] = error.complaints;
    return soapFault(first?.code ?? 'UNKNOWN_EXCEPTION', first?.message ?? '');
  }
}

export function soapFault(code: string, message: string): SoapAnswer {
  const text = `${code}: ${message}`;
  return {
    status: 500,
    body: envelope(
      `<soapenv:Fault><faultcode>sf:${code}</faultcode><faultstring>${escape(text)}</faultstring><detail><sf:ApiFault><sf:exceptionCode>${code}</sf:exceptionCode><sf:exceptionMessage>${escape(message)}</sf:exceptionMessage></sf:ApiFault></detail></soapenv:Fault>`,
    ),
  };
}

function operationOf(xml: string): readonly [string, Node] {
  let body: unknown;
  try {
    body = node(node(node(parser.parse(xml))['Envelope'])['Body']);
  } catch {
    throw refuse('MALFORMED_XML', 'the request is not XML');
  }
  const [found] = Object.entries(node(body));
  if (found === undefined) throw refuse('MALFORMED_XML', 'the request has no body');
  return [found[0], node(found[1])];
}

function login(org: Org, sessions: Sessions, content: Node, origin: string): string {
  const username = text(content, 'username') ?? '';
  const password = text(content, 'password') ?? '';
  if (username === '' || password === '' || /^bad/i.test(username) || /^bad/i.test(password)) {
    throw refuse('INVALID_LOGIN', 'Invalid username, password, security token; or user locked out.');
  }
  const userId = org.user(username);
  const server = `${origin}/services/Soap/u/62.0/${organization(org)}`;
  return (
    `<result><metadataServerUrl>${server.replace('/u/', '/m/')}</metadataServerUrl><passwordExpired>false</passwordExpired><sandbox>true</sandbox>` +
    `<serverUrl>${server}</serverUrl><sessionId>${escape(sessions.open(username))}</sessionId><userId>${userId}</userId><userInfo>` +
    `<organizationId>${organization(org)}</organizationId><organizationName>Tandem Sandbox</organizationName><userEmail>${escape(username)}</userEmail>` +
    `<userFullName>${escape(username)}</userFullName><userId>${userId}</userId><userName>${escape(username)}</userName></userInfo></result>`
  );
}

/** Most leads of one call. */
const MOST_CONVERSIONS = 100;

function convert(org: Org, call: Call, content: Node): string {
  const wanted = many(content['leadConverts']);
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
      const lead = text(wanted[at] ?? {}, 'leadId') ?? '';
      if ('complaints' in result || converted === null) {
        const [first] = 'complaints' in result ? result.complaints : [];
        return `<result><accountId xsi:nil="true"/><contactId xsi:nil="true"/>${soapError(first?.code ?? '', first?.message ?? '')}<leadId>${escape(lead)}</leadId><opportunityId xsi:nil="true"/><success>false</success></result>`;
      }
      const opportunity =
        converted.opportunity === null
          ? '<opportunityId xsi:nil="true"/>'
          : `<opportunityId>${converted.opportunity}</opportunityId>`;
      return `<result><accountId>${converted.account}</accountId><contactId>${converted.contact}</contactId><leadId>${converted.lead}</leadId>${opportunity}<success>true</success></result>`;
    })
    .join('');
}

function conversion(org: Org, one: Node): Conversion {
  const status = text(one, 'convertedStatus');
  if (status === null) throw refuse('INVALID_STATUS', 'convertedStatus is needed', []);
  const lead = text(one, 'leadId') ?? '';
  const makesNone = text(one, 'doNotCreateOpportunity') === 'true';
  const opportunity = text(one, 'opportunityId');
  return {
    lead,
    status,
    account: text(one, 'accountId'),
    contact: text(one, 'contactId'),
    opportunity,
    // An opportunity is made unless told not to; unnamed, it bears the company's name.
    opportunityName:
      makesNone || opportunity !== null
        ? null
        : (text(one, 'opportunityName') ?? String(org.byId(lead)?.row['Company'] ?? 'Opportunity')),
    owner: text(one, 'ownerId'),
    overwriteLeadSource: text(one, 'overwriteLeadSource') === 'true',
  };
}

function merge(org: Org, call: Call, content: Node): string {
  const requests = many(content['request'] ?? content['mergeRequests']);
  const done: (Merged | null)[] = requests.map(() => null);
  const results = eachRow(
    org,
    call,
    requests.map((one, at) => ({ one, at })),
    false,
    (writer, { one, at }) => {
      const master = node(one['masterRecord']);
      const losers = [one['recordToMergeIds'] ?? []].flat().map(String);
      const sent: Sent = Object.fromEntries(
        Object.entries(master).filter(
          ([name]) => !['type', 'id', 'attributes', 'fieldstonull'].includes(name.toLowerCase()),
        ),
      );
      const merged = mergeRows(writer, String(master['Id'] ?? master['id'] ?? ''), losers, sent);
      done[at] = merged;
      return { id: merged.id, created: false };
    },
  );
  return results
    .map((result, at) => {
      const merged = done[at] ?? null;
      if ('complaints' in result || merged === null) {
        const [first] = 'complaints' in result ? result.complaints : [];
        return `<result>${soapError(first?.code ?? '', first?.message ?? '')}<success>false</success></result>`;
      }
      const list = (name: string, ids: readonly string[]) => ids.map((id) => `<${name}>${id}</${name}>`).join('');
      return `<result><id>${merged.id}</id>${list('mergedRecordIds', merged.losers)}<success>true</success>${list('updatedRelatedIds', merged.moved)}</result>`;
    })
    .join('');
}

const soapError = (code: string, message: string): string =>
  `<errors><message>${escape(message)}</message><statusCode>${code}</statusCode></errors>`;

/** No attributes on Body: clients take its first key for the answer. */
const envelope = (body: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns="urn:partner.soap.sforce.com" xmlns:sf="urn:fault.partner.soap.sforce.com" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`;

const ok = (name: string, content: string): SoapAnswer => ({
  status: 200,
  body: envelope(`<${name}>${content}</${name}>`),
});

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escape = (value: string): string => value.replace(/[&<>"]/g, (char) => ENTITIES[char] ?? char);

const node = (value: unknown): Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Node) : {};
const many = (value: unknown): readonly Node[] => [value ?? []].flat().map(node);

function text(from: Node, name: string): string | null {
  const value = from[name];
  return typeof value === 'string' && value !== '' ? value : null;
}
