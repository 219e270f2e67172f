import { describe, expect, test } from '@jest/globals';
import { parseConnectionFile } from '../../src/connection/parse.js';
import { type Changes, fileWith, sound } from './file.js';

function problemsWith(changes: Changes): readonly { path: string; reason: string }[] {
  const parsed = parseConnectionFile(fileWith(changes), 'acme.yaml');
  return 'problems' in parsed ? parsed.problems : [];
}

const pathsWith = (changes: Changes) => problemsWith(changes).map(({ path }) => path);

function connectionWith(changes: Changes) {
  const parsed = parseConnectionFile(fileWith(changes), 'acme.yaml');
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.connection;
}

const YAML = `
version: 1
id: acme-newsletter
profile: main-list
schedule: { cron: "0 6-20 * * 1-5", timezone: Europe/Berlin }
quietHours: { from: "22:00", to: "06:00", timezone: Europe/Berlin }
salesforce:
  loginUrl: https://acme.my.salesforce.com
  apiVersion: 62.0
  auth: { kind: jwt-bearer, clientId: "\${env:SF_CLIENT_ID}", username: sync@acme.example, privateKey: "\${file:key.pem}" }
  externalIdField: Tandem_Id__c
  filter: "Country = 'Germany'"
  apiShare: 50%
  bulkFrom: 3000
  duplicateRules: allow
platform: { kind: mailchimp, apiKey: "\${env:MAILCHIMP_KEY}" }
conflict: newest
fields:
  Lead:
    - { salesforce: Industry, platform: INDUSTRY, direction: toPlatform, blank: clears, values: { A: a, B: b } }
limits: { creates: 10%, atLeast: 20 }
deletions: { platform: archive, hold: 2d }
alerts: { webhook: "\${env:ALERT_URL}", inbox: 100, lag: 2h }
unknownHold: 120s
object: Lead
list: a1b2c3
`;

describe('a connection file', () => {
  test('in YAML becomes a connection with defaults filled in, units converted and references unresolved', () => {
    expect(parseConnectionFile(YAML, 'acme.yaml')).toEqual({
      connection: {
        id: 'acme-newsletter',
        profile: 'main-list',
        schedule: {
          kind: 'cron',
          cron: '0 6-20 * * 1-5',
          timezone: 'Europe/Berlin',
          quiet: { from: '22:00', to: '06:00', timezone: 'Europe/Berlin' },
        },
        allowLoopback: false,
        salesforce: {
          loginUrl: 'https://acme.my.salesforce.com',
          apiVersion: '62.0',
          auth: {
            kind: 'jwt-bearer',
            clientId: '${env:SF_CLIENT_ID}',
            username: 'sync@acme.example',
            privateKey: '${file:key.pem}',
          },
          externalIdField: 'Tandem_Id__c',
          filter: "Country = 'Germany'",
          apiShare: 0.5,
          bulkFrom: 3000,
          assignmentRules: false,
          duplicateRules: 'allow',
        },
        platform: { kind: 'mailchimp', baseUrl: null, apiKey: '${env:MAILCHIMP_KEY}' },
        conflict: 'newest',
        fields: {
          Lead: [
            {
              salesforce: 'Industry',
              platform: 'INDUSTRY',
              direction: 'toPlatform',
              conflict: null,
              blank: 'clears',
              type: 'picklist',
              values: { A: 'a', B: 'b' },
              zone: null,
            },
          ],
        },
        limits: { creates: 0.1, updates: 0.3, deletes: 0.05, blankings: 0.1, atLeast: 20 },
        deletions: { salesforce: 'ignore', platform: 'archive', holdMs: 172_800_000 },
        alerts: { webhook: '${env:ALERT_URL}', inbox: 100, lagMs: 7_200_000 },
        unknownHoldMs: 120_000,
        mainList: { object: 'Lead', list: 'a1b2c3', fieldMapping: false },
      },
    });
  });

  test('in JSON, tabs and all, is the same connection as in YAML', () => {
    const [compact, tabbed] = [JSON.stringify(sound), JSON.stringify(sound, null, '\t')].map((text) =>
      parseConnectionFile(text, 'acme.json'),
    );
    expect(compact).toHaveProperty('connection.id', 'acme-newsletter');
    expect(tabbed).toEqual(compact);
  });

  test('with doubled keys is refused with the line', () => {
    const parsed = parseConnectionFile('version: 1\nid: a\nid: b\n', 'acme.yaml');
    expect(parsed).toEqual({ problems: [{ path: 'line 3, column 1', reason: expect.stringContaining('twice') }] });
  });

  test('that is not YAML is refused with the line, and its text is not repeated', () => {
    const parsed = parseConnectionFile('version: 1\nplatform: { apiKey: hunter2hunter2, \n', 'acme.yaml');
    expect(parsed).toHaveProperty('problems');
    expect(JSON.stringify(parsed)).toContain('line ');
    expect(JSON.stringify(parsed)).not.toContain('hunter2');
  });

  test('in YAML may write references without quotes, within braces too', () => {
    const plain = YAML.replaceAll('"${', '${').replaceAll('}"', '}');
    expect(plain).toContain('clientId: ${env:SF_CLIENT_ID}, ');
    expect(parseConnectionFile(plain, 'acme.yaml')).toEqual(parseConnectionFile(YAML, 'acme.yaml'));
    const within = 'alerts: { webhook: ${file:a, b #1.txt}, inbox: 1 }';
    expect(parseConnectionFile(YAML.replace(/alerts: .*/, within), 'acme.yaml')).toMatchObject({
      connection: { alerts: { webhook: '${file:a, b #1.txt}', inbox: 1 } },
    });
  });

  test('that cannot be read at all is told by its first fault alone', () => {
    expect(parseConnectionFile('version: 1\nfields: { Contact: [ }\nlist: a\nobject: [\n', 'acme.yaml')).toEqual({
      problems: [{ path: expect.stringMatching(/^line 2, column /), reason: expect.any(String) }],
    });
  });

  test.each(['', '[]', 'hello', '42'])('that holds %j is refused by its name', (text) => {
    expect(parseConnectionFile(text, 'acme.yaml')).toEqual({
      problems: [{ path: 'acme.yaml', reason: expect.stringContaining('connection file') }],
    });
  });

  test('tells every problem at once, in the order of the sections', () => {
    expect(
      pathsWith({
        version: 2,
        id: 'Acme!',
        schedule: { every: '5 minutes' },
        salesforce: { ...sound.salesforce, apiShare: '120%', filter: "Country = 'x", surprise: true },
        fields: { Contact: [{ salesforce: 'Title', platform: 'TITLE', direction: 'sideways' }] },
        limits: { creates: 'many' },
        wat: 1,
      }),
    ).toEqual([
      'wat',
      'version',
      'id',
      'schedule.every',
      'salesforce.filter',
      'salesforce.apiShare',
      'salesforce.surprise',
      'fields.Contact[0].direction',
      'limits.creates',
    ]);
  });

  test.each(['version', 'id', 'profile', 'salesforce', 'platform', 'object', 'list'])(
    'without %s is told so',
    (key) => {
      const found = problemsWith({ [key]: undefined });
      expect(found.map(({ path }) => path)).toEqual([key]);
    },
  );
});

describe('secrets', () => {
  const auths: readonly (readonly [string, Changes])[] = [
    ['clientSecret', { kind: 'client-credentials', clientId: 'c', clientSecret: 's3cr3t' }],
    ['privateKey', { kind: 'jwt-bearer', clientId: 'c', username: 'u', privateKey: 's3cr3t' }],
    ['refreshToken', { kind: 'refresh-token', clientId: 'c', refreshToken: 's3cr3t' }],
    ['password', { kind: 'password', username: 'u', password: 's3cr3t' }],
    ['accessToken', { kind: 'access-token', accessToken: 's3cr3t', instanceUrl: 'http://127.0.0.1:8701' }],
  ];
  test.each(auths)('a literal %s is refused, and the reason does not repeat it', (key, auth) => {
    const found = problemsWith({ salesforce: { ...sound.salesforce, auth } });
    expect(found.map(({ path }) => path)).toEqual([`salesforce.auth.${key}`]);
    expect(JSON.stringify(found)).not.toContain('s3cr3t');
  });

  test.each([
    'abc-us1',
    'x${env:KEY}',
    '${env:KEY} ',
    '${env:}',
    '${vault:KEY}',
    '${env:DATABASE_URL}',
    '${env:TEMPORAL_API_KEY}',
    12345,
  ])('an apiKey of %j is refused', (apiKey) => {
    expect(pathsWith({ platform: { ...sound.platform, apiKey } })).toEqual(['platform.apiKey']);
  });

  test('a reference outside the credentials is refused: nobody would resolve it', () => {
    expect(pathsWith({ salesforce: { ...sound.salesforce, filter: "Name = '${env:HOME}'" } })).toEqual([
      'salesforce.filter',
    ]);
  });
});

describe('hosts', () => {
  const login = (loginUrl: string, allowLoopback = false) =>
    pathsWith({
      allowLoopback,
      salesforce: { ...sound.salesforce, loginUrl },
      platform: { kind: 'mailchimp', apiKey: '${env:K}' },
    });

  test.each([
    'https://login.salesforce.com',
    'https://acme.my.salesforce.com',
    'https://acme--dev.sandbox.my.salesforce.com/',
  ])('%s is Salesforce', (url) => {
    expect(login(url)).toEqual([]);
  });

  test.each([
    'http://acme.my.salesforce.com',
    'https://evil.example',
    'https://my.salesforce.com.evil.example',
    'https://evilsalesforce.com',
    'https://user:pw@acme.my.salesforce.com',
    'https://acme.my.salesforce.com/services',
    'https://acme.my.salesforce.com:8443',
    'https://10.0.0.1',
    'http://127.0.0.1:8701',
    'not an address',
  ])('%s is refused without allowLoopback', (url) => {
    expect(login(url)).toEqual(['salesforce.loginUrl']);
  });

  test('allowLoopback opens this machine and nothing else', () => {
    expect(login('http://127.0.0.1:8701', true)).toEqual([]);
    expect(login('http://192.168.0.7:8701', true)).toEqual(['salesforce.loginUrl']);
  });

  test('baseUrl is an origin of the platform', () => {
    expect(pathsWith({ platform: { ...sound.platform, baseUrl: 'http://127.0.0.1:8702/3.0' } })).toEqual([
      'platform.baseUrl',
    ]);
    expect(pathsWith({ platform: { ...sound.platform, baseUrl: 'https://us1.api.mailchimp.com' } })).toEqual([]);
    expect(pathsWith({ platform: { ...sound.platform, baseUrl: 'https://acme.my.salesforce.com' } })).toEqual([
      'platform.baseUrl',
    ]);
  });

  test('instanceUrl and an alert’s address are held to the same', () => {
    const auth = { kind: 'access-token', accessToken: '${env:T}', instanceUrl: 'https://evil.example' };
    expect(
      pathsWith({ salesforce: { ...sound.salesforce, auth }, alerts: { webhook: 'http://hooks.example/x' } }),
    ).toEqual(['salesforce.auth.instanceUrl', 'alerts.webhook']);
  });
});

describe('the schedule', () => {
  test.each([
    ['manual', { kind: 'manual' }],
    [{ every: '30s' }, { kind: 'every', ms: 30_000, quiet: null }],
    [
      { every: '2h', quietHours: { from: '22:00', to: '06:00', timezone: 'UTC' } },
      { kind: 'every', ms: 7_200_000, quiet: { from: '22:00', to: '06:00', timezone: 'UTC' } },
    ],
    [undefined, { kind: 'every', ms: 900_000, quiet: null }],
  ])('%j is understood', (schedule, expected) => {
    expect(connectionWith({ schedule }).schedule).toEqual(expected);
  });

  test.each([
    [{ cron: '0 0 6 * * 1', timezone: 'UTC' }, 'schedule.cron'],
    [{ cron: '61 * * * *', timezone: 'UTC' }, 'schedule.cron'],
    [{ cron: '0 0 31 2 *', timezone: 'UTC' }, 'schedule.cron'],
    [{ cron: '0 6 * * *', timezone: 'Mars/Olympus' }, 'schedule.timezone'],
    [{ cron: '0 6 * * *' }, 'schedule.timezone'],
    [{ every: '0m' }, 'schedule.every'],
    [{ every: '15m', quietHours: { from: '25:00', to: '06:00', timezone: 'UTC' } }, 'schedule.quietHours.from'],
    ['hourly', 'schedule'],
    [{ at: 'noon' }, 'schedule'],
  ])('%j is refused', (schedule, path) => {
    expect(pathsWith({ schedule })).toEqual([path]);
  });

  test('a real org is asked at most once a minute', () => {
    expect(
      pathsWith({
        schedule: { every: '30s' },
        salesforce: { ...sound.salesforce, loginUrl: 'https://acme.my.salesforce.com' },
      }),
    ).toEqual(['schedule.every']);
  });
});

describe('fields', () => {
  const rule = (salesforce: string, platform: string) => ({ salesforce, platform, direction: 'twoWay' });
  test('two rules for one field are refused, on either side, whatever the case', () => {
    expect(
      pathsWith({ fields: { Contact: [rule('Title', 'TITLE'), rule('title', 'JOB'), rule('Department', 'TITLE')] } }),
    ).toEqual(['fields.Contact[1].salesforce', 'fields.Contact[2].platform']);
  });

  test.each([
    ['toPlatform', 'platform', 1],
    ['toSalesforce', 'salesforce', 1],
    ['toPlatform', 'salesforce', 0],
    ['twoWay', 'platform', 0],
  ])('R-ALL-3 a rule %s whose conflicts go to %s contradicts itself: %s problems', (direction, conflict, problems) => {
    const rule = { salesforce: 'Title', platform: 'TITLE', direction, conflict };
    expect(pathsWith({ fields: { Contact: [rule] } })).toEqual(problems === 0 ? [] : ['fields.Contact[0].conflict']);
  });

  test('an unknown key of a rule is refused', () => {
    expect(pathsWith({ fields: { Contact: [{ ...rule('Title', 'TITLE'), directon: 'x' }] } })).toEqual([
      'fields.Contact[0].directon',
    ]);
  });
});

describe('profiles', () => {
  test('R-SY-1 both objects in one connection are refused and told to make a second one', () => {
    for (const object of [['Contact', 'Lead'], 'both', 'Contact,Lead']) {
      expect(problemsWith({ object })).toEqual([
        { path: 'object', reason: expect.stringContaining('make a second connection') },
      ]);
    }
    expect(problemsWith({ fields: { Contact: [], Lead: [] } })).toEqual([
      { path: 'fields.Lead', reason: expect.stringContaining('make a second connection') },
    ]);
  });

  test('R-ALL-9 archiving in Salesforce is refused: it has no archive', () => {
    expect(problemsWith({ deletions: { salesforce: 'archive' } })).toEqual([
      { path: 'deletions.salesforce', reason: expect.stringContaining('cannot archive') },
    ]);
  });

  test('R-SY-3 a custom email field does not stand in for the standard one', () => {
    expect(
      pathsWith({ fields: { Contact: [{ salesforce: 'Other_Email__c', platform: 'EMAIL', direction: 'twoWay' }] } }),
    ).toEqual(['fields.Contact[0].salesforce']);
  });

  test('R-SY-6 conflicts go to Salesforce by default', () => {
    expect(connectionWith({}).conflict).toBe('salesforce');
  });

  test('keys of other profiles are refused with the name of theirs', () => {
    expect(problemsWith({ books: [], leadScore: {} })).toEqual([
      { path: 'books', reason: expect.stringContaining('address-books') },
      { path: 'leadScore', reason: expect.stringContaining('lead-gen') },
    ]);
  });

  test('a profile speaks to its own platform', () => {
    expect(pathsWith({ platform: { kind: 'apollo', baseUrl: 'http://127.0.0.1:8704', apiKey: '${env:K}' } })).toEqual([
      'platform.kind',
    ]);
  });

  test('a known profile this version does not carry gets that one answer', () => {
    const platform = { kind: 'dotdigital', user: 'u', password: '${env:P}', region: 'r1' };
    expect(
      problemsWith({
        profile: 'address-books',
        platform,
        object: undefined,
        list: undefined,
        fieldMapping: undefined,
        books: [],
      }),
    ).toEqual([{ path: 'profile', reason: expect.stringContaining('not in this version') }]);
  });
});
