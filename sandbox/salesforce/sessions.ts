import { randomBytes } from 'node:crypto';
import { refuse } from './apiError.js';
import { normaliseId } from './ids.js';
import type { Org } from './org.js';

/** Default session timeout: two hours without use. Source: help "Modify Session Security Settings". */
const IDLE_MS = 2 * 3_600_000;

export interface Sessions {
  /** A new session's id, for a user. */
  open(username: string): string;
  /** The user of a session; null when it is not one. Tokens not handed out here stand for a user of their own name. */
  user(token: string): string | null;
  /** The same, but counted as use. Throws INVALID_SESSION_ID. */
  use(token: string | null): string;
  /** Every session so far is over; foreign tokens, which nobody can renew, are refused once. */
  expire(): void;
  close(token: string): void;
  refreshToken(username: string): string;
  /** The user a refresh token was given to; null for one from elsewhere. */
  ofRefreshToken(token: string): string | null;
  /** Whether the user may log in: known users may be switched off. */
  isActive(username: string): boolean;
  reset(): void;
}

interface Session {
  readonly username: string;
  usedAt: number;
  over: boolean;
}

export function createSessions(org: Org): Sessions {
  const sessions = new Map<string, Session>();
  const foreign = new Set<string>();
  let refusedOnce = new Set<string>();
  const refreshTokens = new Map<string, string>();
  const orgId = (): string => [...org.table('Organization').all()][0]?.Id ?? '';

  const isActive = (username: string): boolean => org.userByName(username)?.['IsActive'] !== false;
  const owner = (token: string): string | null => {
    const session = sessions.get(token);
    if (session !== undefined) {
      const idle = org.kit.clock.now() - session.usedAt > IDLE_MS;
      return session.over || idle ? null : session.username;
    }
    return userOfForeign(token);
  };

  const user = (token: string): string | null => {
    const username = owner(token);
    return username !== null && isActive(username) ? username : null;
  };

  return {
    isActive,
    open: (username) => {
      const token = `${(normaliseId(orgId()) ?? '').slice(0, 15)}!${randomBytes(36).toString('base64url')}`;
      sessions.set(token, { username, usedAt: org.kit.clock.now(), over: false });
      return token;
    },
    user,
    use: (token) => {
      const username = token === null ? null : user(token);
      if (token === null || username === null || refusedOnce.delete(token))
        throw refuse('INVALID_SESSION_ID', 'Session expired or invalid');
      const session = sessions.get(token);
      if (session === undefined) foreign.add(token);
      else session.usedAt = org.kit.clock.now();
      return username;
    },
    expire: () => {
      for (const session of sessions.values()) session.over = true;
      refusedOnce = new Set(foreign);
    },
    close: (token) => {
      const session = sessions.get(token);
      if (session !== undefined) session.over = true;
      refreshTokens.delete(token);
    },
    refreshToken: (username) => {
      const token = `5Aep${randomBytes(30).toString('base64url')}`;
      refreshTokens.set(token, username);
      return token;
    },
    ofRefreshToken: (token) => refreshTokens.get(token) ?? null,
    reset: () => {
      sessions.clear();
      foreign.clear();
      refusedOnce.clear();
      refreshTokens.clear();
    },
  };
}

/**
 * A session id is `{organization}!{secret}`. No username looks like one: clients that meet one where a username should be take it for a session.
 * Any other text is its user's name.
 */
function userOfForeign(token: string): string | null {
  const secret = /^00D\w{12}(?:\w{3})?!(.+)$/.exec(token)?.[1];
  const name = secret?.replaceAll(/[^\w.-]/g, '') ?? token;
  if (name === '' || name.toLowerCase().startsWith('bad')) return null;
  return secret === undefined ? token.slice(0, 80) : `${name.slice(0, 60)}@tandem.example`;
}

/** `Bearer X` or `OAuth X`. */
export function bearer(header: string | string[] | undefined): string | null {
  const match = /^(?:Bearer|OAuth)\s+(\S+)\s*$/i.exec(typeof header === 'string' ? header : '');
  return match?.[1] ?? null;
}
