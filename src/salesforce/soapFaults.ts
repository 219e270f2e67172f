import { SyncError } from '../domain/faults.js';
import { meaningOf } from './codes.js';

/**
 * The status a SOAP call's failure stands for: every fault comes with 500. A code that says the call was not taken up proves that nothing was written;
 * any other, and an answer that cannot be read, proves nothing.
 */
export function soapStatus(status: number, code: string, text: string): number {
  if (status < 400) return 502;
  const meaning = meaningOf(code, text);
  return meaning === null || meaning.call === 'unreachable' ? status : 400;
}

/** Signed by the org for its REST API alone: Salesforce's SOAP API takes no such token, and jsforce throws no fault of ours. */
export function refuseJwt(accessToken: string): void {
  if (!/^eyJ[\w-]*\.[\w-]+\.[\w-]*$/.test(accessToken)) return;
  throw new SyncError(
    'misconfigured',
    'the org issues JWT-based access tokens, with which no lead can be converted: switch them off in the connected app',
    { system: 'salesforce', code: 'JWT_ACCESS_TOKEN' },
  );
}
