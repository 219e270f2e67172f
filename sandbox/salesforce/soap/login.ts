import { refuse } from '../apiError.js';
import { organization } from '../oauth.js';
import type { Org } from '../org.js';
import type { Sessions } from '../sessions.js';
import { escapeXml, text, type Node } from './xml.js';

/** Version the login answers with, where the caller's endpoint goes on. */
const VERSION = '62.0';

export function login(org: Org, sessions: Sessions, content: Node, origin: string): string {
  const username = text(content, 'username') ?? '';
  const password = text(content, 'password') ?? '';
  if (
    username === '' ||
    password === '' ||
    /^bad/i.test(username) ||
    /^bad/i.test(password) ||
    !sessions.isActive(username)
  ) {
    throw refuse('INVALID_LOGIN', 'Invalid username, password, security token; or user locked out.');
  }
  const server = `${origin}/services/Soap/u/${VERSION}/${organization(org)}`;
  return (
    `<result><metadataServerUrl>${server.replace('/u/', '/m/')}</metadataServerUrl><passwordExpired>false</passwordExpired><sandbox>true</sandbox>` +
    `<serverUrl>${server}</serverUrl><sessionId>${escapeXml(sessions.open(username))}</sessionId><userId>${org.user(username)}</userId>` +
    `<userInfo>${userInfo(org, username)}</userInfo></result>`
  );
}

/** Source: SOAP API Developer Guide, getUserInfo(). */
export function userInfo(org: Org, username: string): string {
  const id = org.user(username);
  const row = org.byId(id)?.row;
  const shown = (name: string, fallback: string): string => escapeXml(String(row?.[name] ?? fallback));
  return (
    `<organizationId>${organization(org)}</organizationId><organizationMultiCurrency>false</organizationMultiCurrency>` +
    `<organizationName>Tandem Sandbox</organizationName><profileId>${shown('ProfileId', '')}</profileId><sessionSecondsValid>7200</sessionSecondsValid>` +
    `<userEmail>${shown('Email', username)}</userEmail><userFullName>${shown('Name', username)}</userFullName><userId>${id}</userId>` +
    `<userLanguage>en_US</userLanguage><userLocale>en_US</userLocale><userName>${escapeXml(username)}</userName>` +
    `<userTimeZone>${shown('TimeZoneSidKey', 'GMT')}</userTimeZone><userType>Standard</userType>`
  );
}
