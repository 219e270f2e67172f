import { escapeXml } from './xml.js';

export interface SoapAnswer {
  readonly status: number;
  readonly body: string;
}

const NAMESPACES =
  'xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns="urn:partner.soap.sforce.com" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';

/** No attributes on Body: clients take its first key for the answer. */
const envelope = (sf: string, header: string, body: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope ${NAMESPACES} xmlns:sf="${sf}">${header}<soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`;

/** @param usage calls of the day, as LimitInfoHeader tells them; null where nobody is logged in */
export function soapOk(
  name: string,
  content: string,
  usage: { readonly used: number; readonly limit: number } | null,
): SoapAnswer {
  const header =
    usage === null
      ? ''
      : `<soapenv:Header><LimitInfoHeader><limitInfo><current>${usage.used}</current><limit>${usage.limit}</limit><type>API REQUESTS</type></limitInfo></LimitInfoHeader></soapenv:Header>`;
  return {
    status: 200,
    body: envelope('urn:sobject.partner.soap.sforce.com', header, `<${name}>${content}</${name}>`),
  };
}

/** Names of the fault types that say more than a code. Source: SOAP API Developer Guide, API Fault Element. */
const FAULTS: Readonly<Record<string, string>> = {
  INVALID_LOGIN: 'LoginFault',
  MALFORMED_QUERY: 'MalformedQueryFault',
  INVALID_FIELD: 'InvalidFieldFault',
  INVALID_TYPE: 'InvalidSObjectFault',
  INVALID_QUERY_LOCATOR: 'InvalidQueryLocatorFault',
  MALFORMED_SEARCH: 'MalformedSearchFault',
  INVALID_ID_FIELD: 'InvalidIdFault',
};

export function soapFault(code: string, message: string): SoapAnswer {
  const type = FAULTS[code] ?? (code === 'UNKNOWN_EXCEPTION' ? 'UnexpectedErrorFault' : 'ApiFault');
  return {
    status: 500,
    body: envelope(
      'urn:fault.partner.soap.sforce.com',
      '',
      `<soapenv:Fault><faultcode>sf:${code}</faultcode><faultstring>${escapeXml(`${code}: ${message}`)}</faultstring><detail><sf:${type} xsi:type="sf:${type}"><sf:exceptionCode>${code}</sf:exceptionCode><sf:exceptionMessage>${escapeXml(message)}</sf:exceptionMessage></sf:${type}></detail></soapenv:Fault>`,
    ),
  };
}

/** Of a request that is no SOAP at all: the server's own fault, without a code of Salesforce's. */
export const clientFault = (message: string): SoapAnswer => ({
  status: 500,
  body: envelope(
    'urn:fault.partner.soap.sforce.com',
    '',
    `<soapenv:Fault><faultcode>soapenv:Client</faultcode><faultstring>${escapeXml(message)}</faultstring></soapenv:Fault>`,
  ),
});
