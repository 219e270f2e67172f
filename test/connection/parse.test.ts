import { describe, expect, test } from '@jest/globals';
import { parseConnectionFile } from '../../src/connection/parse.js';
import { sound } from './file.js';
import { pathsWith, problemsWith } from './parsing.js';

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
