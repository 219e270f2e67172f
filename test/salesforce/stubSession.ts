import type { SalesforceSettings } from '../../src/domain/connection.js';
import type { Usage } from '../../src/salesforce/allowance.js';
import { openSession, type Session } from '../../src/salesforce/session.js';
import { CLIENT, settings } from './settings.js';
import { stubOrg, type Answer, type Heard, type StubOrg } from './stubOrg.js';

export const USER = '005dL0000000001QAA';
export const DATE = 'Tue, 06 Jan 2026 10:00:00 GMT';

/** An org that hands out token!1, token!2, … and answers the rest as `answer` says. */
export async function tokenOrg(
  answer: (call: Heard, nth: number) => Answer,
  token: Readonly<Record<string, unknown>> = {},
): Promise<StubOrg> {
  let signIns = 0;
  const org = await stubOrg((call, nth) => {
    if (!call.path.endsWith('/services/oauth2/token')) return answer(call, nth);
    signIns += 1;
    return {
      headers: { date: DATE },
      body: {
        access_token: `token!${signIns}`,
        instance_url: org.url,
        id: `${org.url}/id/00D000000000001AAA/${USER}`,
        ...token,
      },
    };
  });
  return org;
}

/** Opens a session with the org as connections do. */
export const openAt = (
  org: StubOrg,
  over: Partial<SalesforceSettings> = {},
  saved: string[] = [],
  shared?: Usage,
): Promise<Session> =>
  openSession({
    settings: settings(org.url, { auth: CLIENT, ...over }),
    allowLoopback: true,
    saveRefreshToken: async (token) => void saved.push(token),
    readMs: 20_000,
    writeMs: 20_000,
    ...(shared ? { usage: shared } : {}),
  });

export const fine = (): Answer => ({ body: { fine: true } });
export const expired: Answer = {
  status: 401,
  body: [{ errorCode: 'INVALID_SESSION_ID', message: 'Session expired or invalid' }],
};
export const read = { method: 'GET', path: '/limits', writing: false } as const;
export const write = { method: 'POST', path: '/composite/sobjects', body: { records: [] }, writing: true } as const;
export const asIs = (body: unknown) => (typeof body === 'object' ? body : undefined);
export const signIns = (org: StubOrg) => org.heard.filter((call) => call.path.endsWith('/oauth2/token'));
export const form = (call: Heard | undefined) => Object.fromEntries(new URLSearchParams(call?.body));
