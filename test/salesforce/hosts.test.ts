import { expect, test } from '@jest/globals';
import { hostProblem } from '../../src/connection/hosts.js';
import { trusted } from '../../src/salesforce/hosts.js';

test.each([
  'https://acme.my.salesforce.com',
  'https://login.salesforce.com/',
  'https://test.salesforce.com',
  'https://na139.salesforce.com',
  'https://usa2s.salesforce.com',
  'https://acme.my.salesforce.mil',
  'https://acme--dev.sandbox.my.salesforce.com/services',
])('%s is Salesforce’s, in the connection file too', (url) => {
  const { origin } = new URL(url);
  expect(trusted(url, false)).toBe(origin);
  expect(hostProblem('salesforce', origin, false)).toBeNull();
});

test.each([
  'http://acme.my.salesforce.com',
  'https://acme.my.salesforce.com:8443',
  'https://salesforce.com.evil.example',
  'https://evilsalesforce.com',
  'https://user:pass@acme.my.salesforce.com',
  'https://acme.lightning.force.com',
  'https://acme.my.site.com',
  'https://acme.force.com',
  'https://acme.my.salesforce.com.force.com',
  'https://help.salesforce.com',
  'https://my.salesforce.com',
  'https://10.0.0.1',
  'http://127.0.0.1:8701',
  'acme.my.salesforce.com',
])('%s gets no credentials, nor a place in the connection file', (url) => {
  expect(() => trusted(url, false)).toThrow(expect.objectContaining({ kind: 'misconfigured' }));
  expect(hostProblem('salesforce', url, false)).not.toBeNull();
});

test('loopback is for sandboxes, and only loopback then', () => {
  expect(trusted('http://127.0.0.1:8701/', true)).toBe('http://127.0.0.1:8701');
  expect(() => trusted('http://127.0.0.2:8701', true)).toThrow();
  expect(() => trusted('http://192.168.0.1', true)).toThrow();
});
