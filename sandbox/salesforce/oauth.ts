import { createHmac } from 'node:crypto';
import type { Org } from './org.js';
import type { Sessions } from './sessions.js';

export interface TokenAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** @param form the token request's parameters; @param origin where the org is reached: the caller's own Host */
export function grantToken(org: Org, sessions: Sessions, form: URLSearchParams, origin: string): TokenAnswer {
  const get = (name: string): string => form.get(name) ?? '';
  const bad = (...values: readonly string[]): boolean => values.some((value) => value.toLowerCase().startsWith('bad'));
  const grant = (username: string, scope: string, extra: Readonly<Record<string, unknown>> = {}): TokenAnswer => {
    if (!sessions.isActive(username)) return refused('invalid_grant', 'inactive user');
    const id = `${origin}/id/${organization(org)}/${org.user(username)}`;
    const issuedAt = String(org.kit.clock.now());
    const signature = createHmac('sha256', get('client_secret'))
      .update(id + issuedAt)
      .digest('base64');
    return {
      status: 200,
      body: {
        access_token: sessions.open(username),
        signature,
        scope,
        instance_url: origin,
        id,
        token_type: 'Bearer',
        issued_at: issuedAt,
        ...extra,
      },
    };
  };

  switch (get('grant_type')) {
    case 'password':
      if (get('client_id') === '') return refused('invalid_client_id', 'client identifier invalid');
      if (bad(get('client_id'))) return refused('invalid_client_id', 'client identifier invalid');
      if (bad(get('client_secret'))) return refused('invalid_client', 'invalid client credentials');
      if (get('username') === '' || get('password') === '' || bad(get('username'), get('password')))
        return refused('invalid_grant', 'authentication failure');
      return grant(get('username'), 'full');
    case 'refresh_token': {
      if (get('client_id') === '' || bad(get('client_id')))
        return refused('invalid_client_id', 'client identifier invalid');
      if (bad(get('client_secret'))) return refused('invalid_client', 'invalid client credentials');
      if (get('refresh_token') === '' || bad(get('refresh_token')))
        return refused('invalid_grant', 'expired access/refresh token');
      return grant(sessions.ofRefreshToken(get('refresh_token')) ?? get('client_id'), 'refresh_token api full');
    }
    case 'client_credentials':
      if (get('client_id') === '' || bad(get('client_id')))
        return refused('invalid_client_id', 'client identifier invalid');
      if (get('client_secret') === '' || bad(get('client_secret')))
        return refused('invalid_client', 'invalid client credentials');
      return grant(get('client_id'), 'api');
    case 'authorization_code': {
      if (get('code') === '' || bad(get('code'))) return refused('invalid_grant', 'expired authorization code');
      return grant(get('client_id'), 'refresh_token api', { refresh_token: sessions.refreshToken(get('client_id')) });
    }
    case 'urn:ietf:params:oauth:grant-type:jwt-bearer': {
      const claims = readAssertion(get('assertion'));
      if (claims === null) return refused('invalid_grant', 'invalid assertion');
      // Signed by the caller's real clock, so the sandbox's may not judge it.
      if (claims.exp * 1000 < Date.now()) return refused('invalid_grant', 'expired authorization code');
      if (bad(claims.iss)) return refused('invalid_client_id', 'client identifier invalid');
      if (bad(claims.sub)) return refused('invalid_grant', "user hasn't approved this consumer");
      return grant(claims.sub, 'api web');
    }
    default:
      return refused('unsupported_grant_type', 'grant type not supported');
  }
}

export function organization(org: Org): string {
  return [...org.table('Organization').all()][0]?.Id ?? '';
}

const refused = (error: string, description: string): TokenAnswer => ({
  status: 400,
  body: { error, error_description: description },
});

/** The claims of a well-formed assertion: three parts, RS256, issuer, subject, audience, expiry, a signature. Nobody knows the key here. */
function readAssertion(assertion: string): { readonly iss: string; readonly sub: string; readonly exp: number } | null {
  const [head = '', payload = '', signature = ''] = assertion.split('.');
  const header = part(head);
  const claims = part(payload);
  if (header?.['alg'] !== 'RS256' || claims === null || signature.length < 40) return null;
  const { iss, sub, aud, exp } = claims;
  if (typeof iss !== 'string' || typeof sub !== 'string' || typeof aud !== 'string' || iss === '' || sub === '')
    return null;
  const until = Number(exp);
  return Number.isFinite(until) ? { iss, sub, exp: until } : null;
}

function part(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? { ...value } : null;
  } catch {
    return null;
  }
}
