import { describe, expect, test } from '@jest/globals';
import { connectionWith, pathsWith, problemsWith } from './parsing.js';

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
