import { asyncErrorText } from './async/asyncApi.js';
import { errorText } from './apiError.js';
import { soapFault } from './soap/envelope.js';

/** The vendor's body of a call that never reached a handler: each API words it its own way. */
export function errorBody(status: number, code: string | undefined, path = ''): { contentType: string; body: string } {
  const known = ERRORS[status] ?? { code: 'UNKNOWN_EXCEPTION', message: 'An unexpected error occurred.' };
  // Codes that begin with FST_ are the server library's, not the vendor's.
  const wanted = code === undefined || /^(FST_|ERR_|HPE_)/.test(code) ? known.code : code;
  const message = MESSAGES[wanted] ?? known.message;
  if (path.startsWith('/services/Soap/'))
    return { contentType: 'text/xml; charset=utf-8', body: soapFault(wanted, message).body };
  if (path.startsWith('/services/async/'))
    return { contentType: 'application/xml', body: asyncErrorText(ASYNC_CODES[wanted] ?? wanted, message) };
  if (path.startsWith('/services/oauth2/'))
    return {
      contentType: 'application/json;charset=UTF-8',
      body: JSON.stringify({ error: OAUTH_CODES[status] ?? 'unknown_error', error_description: message }),
    };
  return { contentType: 'application/json;charset=UTF-8', body: errorText([{ code: wanted, message }]) };
}

/** Bulk API 1.0 writes its codes in another case. Source: Bulk API Developer Guide, Bulk API Error Codes. */
const ASYNC_CODES: Readonly<Record<string, string>> = {
  INVALID_SESSION_ID: 'InvalidSessionId',
  REQUEST_LIMIT_EXCEEDED: 'ExceededQuota',
  UNKNOWN_EXCEPTION: 'Unknown',
  NOT_FOUND: 'InvalidUrl',
  JSON_PARSER_ERROR: 'InvalidBatch',
};

const OAUTH_CODES: Readonly<Record<number, string>> = { 400: 'invalid_request', 401: 'invalid_client' };

const ERRORS: Readonly<Record<number, { readonly code: string; readonly message: string }>> = {
  400: { code: 'JSON_PARSER_ERROR', message: 'The HTTP entity body was not readable' },
  401: { code: 'INVALID_SESSION_ID', message: 'Session expired or invalid' },
  403: { code: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.' },
  404: { code: 'NOT_FOUND', message: 'The requested resource does not exist' },
  405: { code: 'METHOD_NOT_ALLOWED', message: 'HTTP Method not allowed.' },
  413: { code: 'EXCEEDED_MAX_SIZE_REQUEST', message: 'The request is too large' },
  503: { code: 'SERVER_UNAVAILABLE', message: 'The server is temporarily unavailable' },
};

const MESSAGES: Readonly<Record<string, string>> = {
  UNABLE_TO_LOCK_ROW: 'unable to obtain exclusive access to this record',
  QUERY_TIMEOUT: 'Your query request was running for too long.',
  REQUEST_LIMIT_EXCEEDED: 'TotalRequests Limit exceeded.',
  SERVER_UNAVAILABLE: 'The server is temporarily unavailable',
};
