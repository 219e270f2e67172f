import { beforeEach, describe, expect, test } from '@jest/globals';
import { Connection } from 'jsforce';
import { createSalesforce } from '../../sandbox/salesforce/salesforce.js';
import { codeOf } from './support/codeOf.js';
import { servedSystem } from './support/servedSystem.js';

/** jsforce as a foreign client: it was not written by us, so it does not share our mistakes. */
const START = Date.UTC(2026, 0, 5, 8, 0, 0);
const { shop, system: org, url } = servedSystem(createSalesforce, START);
let conn: Connection;

const by = (token: string) => new Connection({ instanceUrl: url(), accessToken: token, version: '62.0' });

beforeEach(() => {
  conn = by('sync');
});

const person = (n: number) => ({
  n,
  first: 'Ann',
  last: `Tester ${n}`,
  email: `ann${n}@example.com`,
  phone: '+49 30 1',
  title: 'Chief',
  company: `Company ${n % 7}`,
  street: 'Way 1',
  city: 'Berlin',
  state: 'BE',
  postalCode: '10115',
  country: 'Germany',
  changedAt: START - 86_400_000 + (n % 3) * 1000,
});
const people = (count: number) => Array.from({ length: count }, (_unused, n) => person(n));

const writes = () => shop.kit.writes.since(0).map(({ entity, op, fields, client }) => ({ entity, op, fields, client }));

describe('logins', () => {
  test('a password grant opens a session whose user is the username, and the identity says so', async () => {
    const login = new Connection({
      oauth2: { clientId: 'app', clientSecret: 'secret', loginUrl: url() },
      version: '62.0',
    });
    await login.authorize({ grant_type: 'password', username: 'anna@acme.example', password: 'word' });
    expect((await login.identity()).username).toBe('anna@acme.example');
    await login.sobject('Lead').create({ LastName: 'A', Company: 'B' });
    expect(writes()[0]?.client).toBe('anna@acme.example');
  });

  test('a SOAP login opens a session', async () => {
    const login = new Connection({ loginUrl: url(), instanceUrl: url(), version: '62.0' });
    await login.loginBySoap('anna@acme.example', 'word');
    expect((await login.identity()).username).toBe('anna@acme.example');
  });

  test.each([
    [
      'password',
      { grant_type: 'password', client_id: 'app', username: 'bad@acme.example', password: 'x' },
      'invalid_grant',
    ],
    ['refresh', { grant_type: 'refresh_token', client_id: 'app', refresh_token: 'bad-token' }, 'invalid_grant'],
    [
      'client credentials',
      { grant_type: 'client_credentials', client_id: 'app', client_secret: 'bad' },
      'invalid_client',
    ],
    ['jwt', { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: 'no.jwt.here' }, 'invalid_grant'],
    ['unknown', { grant_type: 'magic' }, 'unsupported_grant_type'],
  ])('%s: bad credentials are refused with the vendor’s error', async (_name, form, error) => {
    const answer = await fetch(`${url()}/services/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams(form),
    });
    expect([answer.status, ((await answer.json()) as { error: string }).error]).toEqual([400, error]);
  });

  test('an expired session is refused with INVALID_SESSION_ID until a new login', async () => {
    const login = new Connection({
      oauth2: { clientId: 'app', clientSecret: 'secret', loginUrl: url() },
      version: '62.0',
    });
    await login.authorize({ grant_type: 'client_credentials' });
    org.expireSessions();
    const refused = await fetch(`${url()}/services/data/v62.0/limits`, {
      headers: { authorization: `Bearer ${login.accessToken ?? ''}` },
    });
    expect([refused.status, ((await refused.json()) as [{ errorCode: string }])[0].errorCode]).toEqual([
      401,
      'INVALID_SESSION_ID',
    ]);
    await login.authorize({ grant_type: 'client_credentials' });
    expect((await login.limits())['DailyApiRequests']?.Max).toBe(1_000_000);
  });
});

describe('queries', () => {
  test('pages of 2,000 follow one another to the end', async () => {
    org.seed(people(4500), 'contacts');
    const first = await conn.query<{ Id: string }>('SELECT Id FROM Contact');
    expect([first.totalSize, first.done, first.records.length]).toEqual([4500, false, 2000]);
    const second = await conn.queryMore<{ Id: string }>(first.nextRecordsUrl ?? '');
    const third = await conn.queryMore<{ Id: string }>(second.nextRecordsUrl ?? '');
    expect([
      third.done,
      new Set([...first.records, ...second.records, ...third.records].map((one) => one.Id)).size,
    ]).toEqual([true, 4500]);
  });

  test('a keyset over (SystemModstamp, Id) meets every row once though thousands share a stamp', async () => {
    org.seed(people(900), 'contacts');
    const seen: string[] = [];
    let after: { stamp: string; id: string } | null = null;
    for (;;) {
      const where: string =
        after === null
          ? ''
          : `AND (SystemModstamp > ${after.stamp} OR (SystemModstamp = ${after.stamp} AND Id > '${after.id}'))`;
      const page = await conn.query<{ Id: string; SystemModstamp: string }>(
        `SELECT Id, SystemModstamp FROM Contact WHERE SystemModstamp <= 2026-01-05T08:00:00Z ${where} ORDER BY SystemModstamp, Id LIMIT 250`,
      );
      const last = page.records.at(-1);
      if (last === undefined) break;
      expect(last.SystemModstamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000\+0000$/);
      seen.push(...page.records.map((one) => one.Id));
      after = { stamp: last.SystemModstamp.replace('+0000', 'Z'), id: last.Id };
    }
    expect([seen.length, new Set(seen).size]).toEqual([900, 900]);
  });

  test('ties come in another order each time unless the query orders them', async () => {
    org.seed(people(60), 'contacts');
    const ids = async (soql: string) => (await conn.query<{ Id: string }>(soql)).records.map((one) => one.Id).join();
    const loose = 'SELECT Id FROM Contact ORDER BY SystemModstamp';
    const strict = 'SELECT Id FROM Contact ORDER BY SystemModstamp, Id';
    expect(await ids(loose)).not.toBe(await ids(loose));
    expect(await ids(strict)).toBe(await ids(strict));
  });

  test.each([
    ["Email = 'ANN3@example.com'", 1],
    ["Email != 'ann3@example.com'", 11],
    ["Email IN ('ann1@example.com', 'ann2@example.com', 'x')", 2],
    ["Email NOT IN ('ann1@example.com', 'ann2@example.com')", 10],
    ["Email LIKE 'ann1%'", 3],
    ["Email LIKE 'ann_@example.com'", 10],
    ["(LastName = 'Tester 1' OR LastName = 'Tester 2') AND Title = 'Chief'", 2],
    ["NOT (LastName = 'Tester 1' OR LastName = 'Tester 2')", 10],
    ['Department = null', 12],
    ["Department != 'x'", 12],
    ['HasOptedOutOfEmail = false', 12],
    ['SystemModstamp >= 2026-01-04T08:00:01Z', 8],
    ['SystemModstamp >= 2026-01-04T09:00:01+01:00', 8],
    ['LastModifiedDate = YESTERDAY', 12],
    ['CreatedDate = LAST_N_DAYS:0', 0],
    ["Account.Name = 'Company 3'", 2],
    ["Owner.Name = 'Administrator'", 12],
    ["AccountId IN (SELECT Id FROM Account WHERE Name = 'Company 3')", 2],
  ])('WHERE %s finds %i', async (where, count) => {
    org.seed(people(12), 'contacts');
    expect((await conn.query(`SELECT COUNT() FROM Contact WHERE ${where}`)).totalSize).toBe(count);
  });

  test('parents, children and aggregates are shaped as Salesforce shapes them', async () => {
    org.seed(people(3), 'contacts');
    const parent = await conn.query<{ Account: { Name: string; attributes: { type: string } }; ReportsTo: null }>(
      "SELECT Account.Name, ReportsTo.Name FROM Contact WHERE LastName = 'Tester 2'",
    );
    expect(parent.records[0]).toMatchObject({
      Account: { Name: 'Company 2', attributes: { type: 'Account' } },
      ReportsTo: null,
    });
    const child = await conn.query(
      "SELECT Name, (SELECT LastName FROM Contacts), (SELECT Id FROM Opportunities) FROM Account WHERE Name = 'Company 2'",
    );
    expect(child.records[0]).toMatchObject({
      Contacts: { totalSize: 1, done: true, records: [{ LastName: 'Tester 2' }] },
      Opportunities: null,
    });
    const groups = await conn.query('SELECT Title, COUNT(Id) n, MAX(SystemModstamp) FROM Contact GROUP BY Title');
    expect(groups.records[0]).toMatchObject({
      attributes: { type: 'AggregateResult' },
      Title: 'Chief',
      n: 3,
      expr0: '2026-01-04T08:00:02.000+0000',
    });
  });

  test.each([
    ['SELECT Nonsense FROM Contact', 'INVALID_FIELD'],
    ['SELECT Id FROM Nonsense', 'INVALID_TYPE'],
    ['SELECT Id FORM Contact', 'MALFORMED_QUERY'],
    ["SELECT Id FROM Contact WHERE Title = 'a' AND Title = 'b' OR Title = 'c'", 'MALFORMED_QUERY'],
    ["SELECT Id FROM Contact WHERE SystemModstamp > '2026-01-01'", 'INVALID_FIELD'],
  ])('%s is refused with %s', async (soql, code) => {
    expect(await codeOf(conn.query(soql))).toBe(code);
  });

  test('a hidden field is absent from describe and unknown to SOQL, a required one is not nillable', async () => {
    org.settings({
      hiddenFields: [{ object: 'Contact', field: 'Title' }],
      requiredFields: [{ object: 'Contact', field: 'Department' }],
    });
    const { fields } = await conn.describe('Contact');
    expect([
      fields.some((one) => one.name === 'Title'),
      fields.find((one) => one.name === 'Department')?.nillable,
    ]).toEqual([false, false]);
    expect(await codeOf(conn.query('SELECT Title FROM Contact'))).toBe('INVALID_FIELD');
    expect(await codeOf(conn.sobject('Contact').create({ LastName: 'A', Department: 'B', Title: 'C' }))).toBe(
      'INVALID_FIELD_FOR_INSERT_UPDATE',
    );
  });

  test('the day’s API calls are counted on every answer and end in REQUEST_LIMIT_EXCEEDED', async () => {
    org.settings({ dailyApiRequests: 2 });
    await conn.query('SELECT Id FROM Lead');
    await conn.query('SELECT Id FROM Lead');
    expect(conn.limitInfo.apiUsage).toEqual({ used: 2, limit: 2 });
    expect(await codeOf(conn.query('SELECT Id FROM Lead'))).toBe('REQUEST_LIMIT_EXCEEDED');
    shop.kit.clock.advance(25 * 3_600_000);
    expect(await codeOf(conn.query('SELECT Id FROM Lead'))).toBe('none');
  });
});
