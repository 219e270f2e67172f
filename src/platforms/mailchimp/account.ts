import { createHash } from 'node:crypto';
import type { PlatformSettings } from '../../domain/connection.js';
import { SyncError } from '../../domain/faults.js';
import { httpClient, type HttpClient } from '../../http.js';

export interface Account {
  readonly origin: string;
  readonly authorization: string;
  readonly client: HttpClient;
}

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);
/** `…-us19`. Source: Marketing API, "Fundamentals": the key's suffix names the data centre. */
const DATA_CENTRE = /-([a-z]{2,4}\d{1,4})$/;
/** 10 calls at once per user over all of their apps (Marketing API, "Fundamentals", throttling): two are left to the others. */
const CONNECTIONS = 8;
const TIMEOUT_MS = 60_000;

/** One client for all that speak for one key in this process, or its connections would add up. */
const clients = new Map<string, HttpClient>();

/** Where the key's account lives and how to speak to it. Throws SyncError `unauthorized` for no or no real key, `misconfigured` for a host that is not Mailchimp's. */
export function accountOf(settings: PlatformSettings, allowLoopback: boolean, timeoutMs = TIMEOUT_MS): Account {
  const key = settings.apiKey ?? '';
  // A line end would end the header, other characters are in no key.
  if (!/^[\x21-\x7e]+$/.test(key))
    throw new SyncError('unauthorized', 'platform.apiKey holds no Mailchimp API key: put the key there', {
      system: 'mailchimp',
    });
  const url = new URL(settings.baseUrl ?? hostOf(key));
  const allows = (at: URL) =>
    at.origin === url.origin && (isMailchimps(at) || (allowLoopback && LOOPBACK.has(at.hostname)));
  if (!allows(url))
    throw new SyncError('misconfigured', `${url.host} is not a host of Mailchimp: the key was not sent there`, {
      system: 'mailchimp',
    });
  const name = createHash('sha256').update(`${url.origin} ${timeoutMs} ${key}`).digest('hex');
  const client = clients.get(name) ?? httpClient({ system: 'mailchimp', allows, connections: CONNECTIONS, timeoutMs });
  clients.set(name, client);
  return { origin: url.origin, authorization: `Basic ${Buffer.from(`tandem:${key}`).toString('base64')}`, client };
}

function hostOf(key: string): string {
  const [, centre] = DATA_CENTRE.exec(key) ?? [];
  if (centre === undefined)
    throw new SyncError(
      'unauthorized',
      'platform.apiKey does not end in its data centre, like -us19: copy the whole key',
      { system: 'mailchimp' },
    );
  return `https://${centre}.api.mailchimp.com`;
}

function isMailchimps({ protocol, hostname, port }: URL): boolean {
  return protocol === 'https:' && port === '' && /^[a-z0-9]+\.api\.mailchimp\.com$/.test(hostname);
}
