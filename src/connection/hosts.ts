import type { PlatformKind } from '../domain/connection.js';
import { isSalesforceHost } from '../domain/salesforceHost.js';

export type System = 'salesforce' | PlatformKind;

/** The vendors' own hosts: this name, or anything below a name that begins with a dot. Of Salesforce, those to recommend: isSalesforceHost knows all. */
const VENDOR_HOSTS: Readonly<Record<System, readonly string[]>> = {
  salesforce: ['.my.salesforce.com', 'login.salesforce.com', 'test.salesforce.com'],
  mailchimp: ['.api.mailchimp.com'],
  dotdigital: ['api.dotdigital.com', '.dotdigital.com', '.dotmailer.com'],
  apollo: ['api.apollo.io'],
  sharpspring: ['api.sharpspring.com'],
  directory: [],
};

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

export function isLoopback(url: URL): boolean {
  return LOOPBACK.has(url.hostname);
}

function isVendors(system: System, hostname: string): boolean {
  if (system === 'salesforce') return isSalesforceHost(hostname);
  return VENDOR_HOSTS[system].some((host) =>
    host.startsWith('.') ? hostname.endsWith(host) && hostname.length > host.length : hostname === host,
  );
}

/** Why this address may not be used; null when it may. Credentials go only to the vendor's own https hosts, or to sandboxes on this machine. */
export function hostProblem(system: System, written: string, allowLoopback: boolean): string | null {
  if (!URL.canParse(written)) return 'must be an address like https://host';
  const url = new URL(written);
  if (url.username !== '' || url.password !== '')
    return 'must not carry a user or password: they belong in the credentials, as references';
  if ((url.pathname !== '/' && url.pathname !== '') || url.search !== '' || url.hash !== '')
    return `write the origin only: ${url.origin}`;
  if (isLoopback(url)) {
    if (!allowLoopback) return 'is on this machine: set allowLoopback: true if this is a sandbox';
    return url.protocol === 'http:' || url.protocol === 'https:' ? null : 'must be http or https';
  }
  if (url.protocol !== 'https:') return 'must be https';
  if (!isVendors(system, url.hostname))
    return `${url.hostname} is not a host of ${system}: use ${VENDOR_HOSTS[system].map((host) => (host.startsWith('.') ? `https://…${host}` : `https://${host}`)).join(' or ') || 'http on this machine with allowLoopback: true'}`;
  return url.port === '' ? null : 'must use the usual https port';
}

/** An alert goes where the operator says: any https address, or this machine with allowLoopback. */
export function webhookProblem(written: string, allowLoopback: boolean): string | null {
  if (!URL.canParse(written)) return 'must be an https address, or ${env:NAME}';
  const url = new URL(written);
  if (isLoopback(url)) return allowLoopback ? null : 'is on this machine: set allowLoopback: true if that is meant';
  return url.protocol === 'https:' ? null : 'must be https';
}
