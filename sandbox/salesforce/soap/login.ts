import { refuse } from '../apiError.js';
import { organization } from '../oauth.js';
import type { Org } from '../org.js';
import type { Sessions } from '../sessions.js';
import { element, escapeXml, text, type Node } from './xml.js';

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

/** Every element of GetUserInfoResult, in its order: typed clients miss what is not there. Source: SOAP API Developer Guide, getUserInfo(). */
export function userInfo(org: Org, username: string): string {
  const id = org.user(username);
  const row = org.byId(id)?.row;
  const shown = (name: string, fallback: string): string => String(row?.[name] ?? fallback);
  const info = {
    accessibilityMode: false,
    chatterExternal: false,
    currencySymbol: '$',
    orgAttachmentFileSizeLimit: 5_242_880,
    orgDefaultCurrencyIsoCode: 'USD',
    orgDefaultCurrencyLocale: 'en_US',
    orgDisallowHtmlAttachments: false,
    orgHasPersonAccounts: org.settings.personAccounts,
    organizationId: organization(org),
    organizationMultiCurrency: false,
    organizationName: 'Tandem Sandbox',
    profileId: shown('ProfileId', ''),
    roleId: null,
    sessionSecondsValid: 7200,
    userDefaultCurrencyIsoCode: null,
    userEmail: shown('Email', username),
    userFullName: shown('Name', username),
    userId: id,
    userLanguage: 'en_US',
    userLocale: 'en_US',
    userName: username,
    userTimeZone: shown('TimeZoneSidKey', 'GMT'),
    userType: 'Standard',
    userUiSkin: 'Theme3',
  };
  return Object.entries(info)
    .map(([name, value]) => element(name, value))
    .join('');
}
