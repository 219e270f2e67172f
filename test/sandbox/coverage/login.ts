import { expect } from '@jest/globals';
import { SECOND, tag, type Bench, type Checks } from './bench.js';

const token = async ({ call }: Bench, form: Record<string, string>) =>
  call('POST', '/services/oauth2/token', new URLSearchParams(form).toString(), {
    'content-type': 'application/x-www-form-urlencoded',
  });
const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const assertion = (sub: string): string =>
  `${part({ alg: 'RS256' })}.${part({ iss: 'app', sub, aud: 'https://login.salesforce.com', exp: 4_000_000_000 })}.${'s'.repeat(80)}`;

export const LOGIN: Checks = {
  'login.oauth': async (bench) => {
    const grants = [
      { grant_type: 'password', client_id: 'app', username: 'ann@x.org', password: 'word' },
      { grant_type: 'client_credentials', client_id: 'ann@x.org', client_secret: 's' },
      { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: assertion('ann@x.org') },
      { grant_type: 'refresh_token', client_id: 'ann@x.org', refresh_token: 'any' },
    ];
    for (const form of grants) {
      const { status, body } = await token(bench, form);
      expect([form.grant_type, status, body.instance_url, body.token_type]).toEqual([
        form.grant_type,
        200,
        bench.url,
        'Bearer',
      ]);
      const me = await bench.call('GET', new URL(body.id).pathname, undefined, {
        authorization: `Bearer ${body.access_token}`,
      });
      expect([me.status, me.body.username, me.body.organization_id]).toEqual([
        200,
        'ann@x.org',
        expect.stringMatching(/^00D\w{15}$/),
      ]);
    }
  },
  'login.refused': async (bench) => {
    bench.settings({ users: [{ username: 'gone@x.org', IsActive: false }] });
    const refused = [
      await token(bench, { grant_type: 'password', client_id: 'app', username: 'bad@x.org', password: 'w' }),
      await token(bench, { grant_type: 'password', client_id: 'app', username: 'gone@x.org', password: 'w' }),
      await token(bench, { grant_type: 'refresh_token', client_id: 'app', refresh_token: 'bad' }),
      await token(bench, { grant_type: 'nothing' }),
    ];
    expect(refused.map(({ status, body }) => [status, body.error, body.error_description])).toEqual([
      [400, 'invalid_grant', 'authentication failure'],
      [400, 'invalid_grant', 'inactive user'],
      [400, 'invalid_grant', 'expired access/refresh token'],
      [400, 'unsupported_grant_type', 'grant type not supported'],
    ]);
    expect((await bench.rest('GET', '/limits', undefined, { as: 'gone@x.org' })).status).toBe(401);
  },
  'login.expiry': async (bench) => {
    const { body } = await token(bench, { grant_type: 'client_credentials', client_id: 'ann', client_secret: 's' });
    expect((await bench.rest('GET', '/limits', undefined, { as: body.access_token })).status).toBe(200);
    bench.advance(2 * 3600 * SECOND + SECOND);
    const over = await bench.rest('GET', '/limits', undefined, { as: body.access_token });
    expect([over.status, over.body]).toEqual([
      401,
      [{ message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' }],
    ]);
  },
  'login.soap': async (bench) => {
    const login = (name: string) => bench.soap(`<login><username>${name}</username><password>word</password></login>`);
    const { status, xml } = await login('ann@x.org');
    expect([status, tag(xml, 'passwordExpired'), tag(xml, 'serverUrl')[0]]).toEqual([
      200,
      ['false'],
      expect.stringContaining(`${bench.url}/services/Soap/u/62.0/00D`),
    ]);
    const me = await bench.soap('<getUserInfo/>', tag(xml, 'sessionId')[0]);
    expect([tag(me.xml, 'userName'), tag(me.xml, 'userId')]).toEqual([['ann@x.org'], tag(xml, 'userId').slice(0, 1)]);
    const refused = await login('bad@x.org');
    expect([refused.status, tag(refused.xml, 'faultcode'), tag(refused.xml, 'faultstring')[0]]).toEqual([
      500,
      ['sf:INVALID_LOGIN'],
      'INVALID_LOGIN: Invalid username, password, security token; or user locked out.',
    ]);
  },
};
