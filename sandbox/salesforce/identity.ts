import { organization } from './oauth.js';
import type { Org } from './org.js';

/** The identity resource of a user. Source: REST API Developer Guide / Identity URLs. @param origin where the caller reached the org */
export function identityOf(org: Org, client: string, origin: string): unknown {
  const userId = org.user(client);
  const row = org.byId(userId)?.row;
  const base = `${origin}/services/data/v{version}`;
  const id = `${origin}/id/${organization(org)}/${userId}`;
  return {
    id,
    sub: id,
    asserted_user: true,
    user_id: userId,
    organization_id: organization(org),
    username: client,
    preferred_username: client,
    nick_name: client,
    display_name: row?.['Name'] ?? client,
    name: row?.['Name'] ?? client,
    email: row?.['Email'] ?? null,
    active: true,
    user_type: 'STANDARD',
    language: 'en_US',
    locale: 'en_US',
    zoneinfo: row?.['TimeZoneSidKey'] ?? 'GMT',
    utcOffset: 0,
    urls: {
      rest: `${base}/`,
      sobjects: `${base}/sobjects/`,
      query: `${base}/query/`,
      search: `${base}/search/`,
      partner: `${origin}/services/Soap/u/{version}/${organization(org)}`,
    },
  };
}
