import { describe, expect, test } from '@jest/globals';
import { type Changes, sound } from './file.js';
import { pathsWith, problemsWith } from './parsing.js';

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
