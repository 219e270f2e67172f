import { expect, test } from '@jest/globals';
import { trusted } from '../../src/salesforce/hosts.js';

test.each(['https://acme.my.salesforce.com', 'https://login.salesforce.com/', 'https://acme--dev.sandbox.my.salesforce.com/services'])('%s is Salesforce’s', (url) => {
  expect(trusted(url, false)).toBe(new URL(url).origin);
});

test.each([
  'http://acme.my.salesforce.com',
  'https://acme.my.salesforce.com:8443',
  'https://salesforce.com.evil.example',
  'https://evilsalesforce.com',
  'https://user:pass@acme.my.salesforce.com',
  'https://acme.lightning.force.com',
  'https://10.0.0.1',
  'http://127.0.0.1:8701',
  'acme.my.salesforce.com',
])('%s gets no credentials', (url) => {
  expect(() => trusted(url, false)).toThrow(expect.objectContaining({ kind: 'misconfigured' }));
});

test('loopback is for sandboxes, and only loopback then', () => {
  expect(trusted('http://127.0.0.1:8701/', true)).toBe('http://127.0.0.1:8701');
  expect(() => trusted('http://127.0.0.2:8701', true)).toThrow();
  expect(() => trusted('http://192.168.0.1', true)).toThrow();
});
