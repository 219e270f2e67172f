import { describe, expect, test } from '@jest/globals';
import { sound } from './file.js';
import { pathsWith } from './parsing.js';

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
