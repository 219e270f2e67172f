import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { anyText } from '../support/anyText.js';
import { normaliseEmail } from '../../src/domain/email.js';

describe('R-ALL-1 the match key of an email', () => {
  test.each([
    [' Ana@Example.ORG ', 'ana@example.org'],
    ['ÉMILIE@example.org', 'émilie@example.org'],
    ['e\u0301milie@example.org', 'émilie@example.org'],
    ['ana+news@example.org', 'ana+news@example.org'],
  ])('%j is %j', (written, key) => expect(normaliseEmail(written)).toBe(key));

  test('straße and strasse are two mailboxes', () =>
    expect(normaliseEmail('straße@example.org')).not.toBe(normaliseEmail('strasse@example.org')));

  test.each([[null], [''], ['  \t']])('R-ALL-2 %j has none', (written) => expect(normaliseEmail(written)).toBeNull());

  test('the key of a key is itself', () =>
    fc.assert(
      fc.property(anyText(), (written) => {
        const key = normaliseEmail(written);
        expect(normaliseEmail(key)).toBe(key);
      }),
      { numRuns: 100 },
    ));
});
