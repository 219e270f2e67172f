import { createPrivateKey, createSign } from 'node:crypto';
import { Connection, OAuth2 } from 'jsforce';
import type { SalesforceAuth, SalesforceSettings } from '../domain/connection.js';
import { SyncError, type Kind } from '../domain/faults.js';
import { meaningOf } from './codes.js';
import { trusted } from './hosts.js';
import { fullId } from './ids.js';
import type { Wire } from './wire.js';

/** A session of the org. */
export interface Grant {
  readonly accessToken: string;
  /** Origin, checked. */
  readonly instance: string;
  /** 18 characters; null: the answer did not say. */
  readonly user: string | null;
}

export interface SigningIn {
  readonly settings: SalesforceSettings;
  readonly allowLoopback: boolean;
  readonly wire: Wire;
  /** The newest refresh token of the connection: orgs may replace it at every use. */
  readonly refreshToken: string | null;
  saveRefreshToken(token: string): Promise<void>;
  /** The org's time as far as it is known, epoch ms. */
  now(): number;
}

/** Salesforce takes assertions that end within about three minutes ("OAuth 2.0 JWT Bearer Flow": `exp`). */
const ASSERTION_S = 180;

/** Signs in once, by the connection's kind of credentials. Faults: unauthorized, throttled, unreachable, misconfigured, broken. */
export async function signIn(asked: SigningIn): Promise<Grant> {
  const { auth } = asked.settings;
  if (auth.kind === 'access-token') {
    return { accessToken: auth.accessToken, instance: trusted(auth.instanceUrl, asked.allowLoopback), user: null };
  }
  const host = trusted(asked.settings.loginUrl, asked.allowLoopback);
  try {
    return auth.kind === 'password' ? await bySoap(asked, auth, host) : await byOAuth(asked, auth, host);
  } catch (error) {
    throw error instanceof SyncError ? afterLoss(error) : refusedBy(host, error);
  }
}

type OAuth = Exclude<SalesforceAuth, { readonly kind: 'access-token' | 'password' }>;

async function byOAuth(asked: SigningIn, auth: OAuth, host: string): Promise<Grant> {
  const clientSecret = 'clientSecret' in auth ? auth.clientSecret : undefined;
  const oauth = new OAuth2({
    loginUrl: host,
    clientId: auth.clientId,
    ...(clientSecret === undefined ? {} : { clientSecret }),
  });
  oauth._transport = asked.wire;
  const answer: unknown = await requestToken(oauth, asked, auth, host);
  if (!isObject(answer)) throw unreadable(host);
  const { access_token: accessToken, instance_url: instanceUrl, id, refresh_token: rotated } = answer;
  if (typeof accessToken !== 'string' || typeof instanceUrl !== 'string') throw unreadable(host);
  if (typeof rotated === 'string' && rotated !== asked.refreshToken) await asked.saveRefreshToken(rotated);
  return {
    accessToken,
    instance: trusted(instanceUrl, asked.allowLoopback),
    user: typeof id === 'string' ? userIn(id) : null,
  };
}

function requestToken(oauth: OAuth2, asked: SigningIn, auth: OAuth, host: string): Promise<unknown> {
  switch (auth.kind) {
    case 'refresh-token':
      return oauth.refreshToken(asked.refreshToken ?? auth.refreshToken);
    case 'client-credentials':
      return oauth.requestToken({ grant_type: 'client_credentials' });
    case 'jwt-bearer':
      return oauth.requestToken({
        grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        assertion: assertion(auth, auth.audience ?? host, asked.now()),
      });
  }
}

/** RFC 7523, RS256. @param audience the login host; the org's own domain is what newer apps want */
function assertion(auth: Extract<OAuth, { kind: 'jwt-bearer' }>, audience: string, now: number): string {
  const part = (content: object) => Buffer.from(JSON.stringify(content)).toString('base64url');
  const claims = { iss: auth.clientId, sub: auth.username, aud: audience, exp: Math.floor(now / 1000) + ASSERTION_S };
  const signed = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}`;
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(keyOf(auth.privateKey), 'base64url')}`;
}

function keyOf(pem: string) {
  try {
    return createPrivateKey(pem);
  } catch {
    // The cause may quote the key: left out.
    throw new SyncError('unauthorized', 'salesforce.auth.privateKey is not a private key in PEM form', {
      system: 'salesforce',
      code: 'BAD_KEY',
    });
  }
}

async function bySoap(
  asked: SigningIn,
  auth: Extract<SalesforceAuth, { kind: 'password' }>,
  host: string,
): Promise<Grant> {
  const connection = new Connection({ loginUrl: host, version: asked.settings.apiVersion });
  connection._transport = asked.wire;
  const { id } = await connection.loginBySoap(auth.username, auth.password);
  if (!connection.accessToken) throw unreadable(host);
  return {
    accessToken: connection.accessToken,
    instance: trusted(connection.instanceUrl, asked.allowLoopback),
    user: fullId(id),
  };
}

/** `https://login.salesforce.com/id/ORG/USER` */
function userIn(identity: string): string | null {
  const id = identity.split('/').at(-1) ?? '';
  return /^005[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?$/.test(id) ? fullId(id) : null;
}

/** Nothing is written by signing in: a lost answer costs nothing but another try. */
function afterLoss(error: SyncError): SyncError {
  return error.kind === 'unknown' ? new SyncError('unreachable', error.message, error.detail) : error;
}

/** OAuth's error words (RFC 6749 5.2 and Salesforce's "OAuth 2.0 Error Codes") that are not about the credentials. */
const NOT_CREDENTIALS: Readonly<Record<string, Kind>> = {
  login_rate_exceeded: 'throttled',
  'login rate exceeded': 'throttled',
  server_error: 'unreachable',
  temporarily_unavailable: 'unreachable',
};

/** jsforce names an OAuth refusal by its `error`, and gives SOAP's fault as text, code first. */
function refusedBy(host: string, error: unknown): SyncError {
  if (!(error instanceof Error)) return unreadable(host);
  const soap = /^(?:sf:)?([A-Z][A-Z_]+): /.exec(error.message)?.[1];
  const code =
    soap ?? (error.message.includes('password has expired') ? 'INVALID_OPERATION_WITH_EXPIRED_PASSWORD' : error.name);
  const status = /^ERROR_HTTP_(\d{3})$/.exec(code)?.[1];
  const kind = soap
    ? (meaningOf(soap, error.message)?.call ?? 'unauthorized')
    : status
      ? kindOf(Number(status))
      : wordKind(code);
  if (kind === 'broken') return unreadable(host);
  const said = kind === 'unauthorized' ? 'does not take the credentials' : 'cannot sign us in just now';
  return new SyncError(kind, `${host} ${said} (${code})`, { system: 'salesforce', code, vendorText: error.message });
}

function wordKind(word: string): Kind {
  if (Object.hasOwn(NOT_CREDENTIALS, word)) return NOT_CREDENTIALS[word] ?? 'unauthorized';
  // `Error`, `TypeError`: jsforce tripping over an answer that is no token.
  if (word === 'INVALID_OPERATION_WITH_EXPIRED_PASSWORD' || /^[a-z][a-z_ ]+$/.test(word)) return 'unauthorized';
  return 'broken';
}

function kindOf(status: number): Kind {
  if (status === 429 || status === 420) return 'throttled';
  return status >= 500 ? 'unreachable' : 'unauthorized';
}

function unreadable(host: string): SyncError {
  return new SyncError('broken', `${host} answered the sign-in with something that is no token`, {
    system: 'salesforce',
    code: 'NO_TOKEN',
  });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
