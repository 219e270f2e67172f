import { Connection, type HttpResponse } from 'jsforce';
import { SyncError } from '../domain/faults.js';
import { refusal, retryAfter } from './refusal.js';
import type { Call } from './session.js';
import type { Grant } from './signIn.js';
import { refuseJwt, soapStatus } from './soapFaults.js';
import { isCsv, Wire } from './wire.js';

interface Exchange {
  readonly grant: Grant;
  readonly call: Call;
  readonly version: string;
  readonly timeoutMs: number;
  heard(answer: HttpResponse): void;
}

/** One call of jsforce's, sent once. Faults: `unknown` only for writes. */
export async function exchange({ grant, call, version, timeoutMs, heard }: Exchange): Promise<{
  readonly body: unknown;
  readonly answer: HttpResponse;
}> {
  // No refresh function: jsforce would sign in again without bound (every 401, for ever).
  const connection = new Connection({ instanceUrl: grant.instance, accessToken: grant.accessToken, version });
  let answer: HttpResponse = { statusCode: 0, headers: {}, body: '' };
  const transport = new Wire(timeoutMs, (response) => {
    answer = response;
    heard(response);
  });
  connection._transport = transport;
  const url = call.path.startsWith('/services/')
    ? grant.instance + call.path
    : `${grant.instance}/services/data/v${version}${call.path}`;
  const sent = call.csv ?? (call.body === undefined ? undefined : JSON.stringify(call.body));
  const type = call.csv === undefined ? 'application/json' : 'text/csv';
  const headers = { ...call.headers, ...(sent === undefined ? {} : { 'content-type': type }) };
  const body = sent === undefined ? {} : { body: sent };
  try {
    if (call.by !== undefined) refuseJwt(grant.accessToken);
    const read = await (call.by?.(connection) ??
      connection.request({ method: call.method, url, headers, ...body }, { transport }));
    return { body: isCsv(answer) ? null : read, answer };
  } catch (error) {
    if (error instanceof SyncError)
      throw call.writing || error.kind !== 'unknown'
        ? error
        : new SyncError('unreachable', error.message, error.detail);
    throw refused(answer, error, new URL(url).host, call);
  }
}

/** jsforce's error carries Salesforce's code and text, but neither status nor headers. */
function refused({ statusCode, headers }: HttpResponse, error: unknown, host: string, call: Call): SyncError {
  const first = firstOf(error);
  const status = call.by === undefined ? statusCode : soapStatus(statusCode, first.code, first.text);
  return refusal({
    host,
    status,
    code: first.code,
    vendorText: first.text,
    retryAfterMs: retryAfter(headers),
    writing: call.writing,
  });
}

function firstOf(error: unknown): { readonly code: string; readonly text: string } {
  const several = isObject(error) && Array.isArray(error['data']) ? (error['data'][0] as unknown) : error;
  const code = isObject(several) ? several['errorCode'] : undefined;
  const text = isObject(several) ? several['message'] : undefined;
  // SOAP: `sf:INVALID_SESSION_ID`
  return {
    code: typeof code === 'string' ? code.replace(/^\w+:/, '') : 'UNREADABLE',
    text: typeof text === 'string' ? text : '',
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
