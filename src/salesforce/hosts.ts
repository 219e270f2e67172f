import { SyncError } from '../domain/faults.js';
import { isSalesforceHost } from '../domain/salesforceHost.js';

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * Origin of an address that may be given credentials: Salesforce's own host by https, or a sandbox on this machine.
 * Addresses in answers (instance_url, serverUrl) go through here too: they are no more trusted than the file's.
 */
export function trusted(written: string, allowLoopback: boolean): string {
  if (!URL.canParse(written)) throw untrusted('An address of Salesforce is not an address');
  const url = new URL(written);
  if (url.username !== '' || url.password !== '') throw untrusted(`The address of ${url.hostname} carries credentials`);
  if (LOOPBACK.has(url.hostname)) {
    if (!allowLoopback) throw untrusted(`${url.hostname} is this machine: allowLoopback is for sandboxes only`);
    if (url.protocol !== 'http:' && url.protocol !== 'https:') throw untrusted(`${url.hostname} must be http or https`);
    return url.origin;
  }
  if (url.protocol !== 'https:') throw untrusted(`${url.hostname} must be reached by https`);
  if (!isSalesforceHost(url.hostname) || url.port !== '') throw untrusted(`${url.host} is no API host of Salesforce`);
  return url.origin;
}

function untrusted(message: string): SyncError {
  return new SyncError('misconfigured', message, { system: 'salesforce', code: 'UNTRUSTED_HOST' });
}
