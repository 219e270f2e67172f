import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { FieldRule } from '../../src/domain/mapping.js';
import { type Side, SIDES } from '../../src/domain/side.js';
import type { Value } from '../../src/domain/value.js';
import { anyRule, type Field } from '../support/anyField.js';
import { decide, landed, writesOf } from '../support/merging.js';
import { rule } from '../support/people.js';

/** Maps that lose something must not ping-pong (design, Exactness 7): a converted value that comes back is no edit. */

type Edit = readonly [side: Side, value: Value];

/** What each run writes while people edit one side before each of them. */
function story(field: FieldRule, edits: readonly Edit[]): readonly string[] {
  let fields: readonly Field[] = [{ rule: field, crm: null, platform: null, base: [null, null] }];
  return edits.map(([side, value]) => {
    fields = fields.map((one) => ({ ...one, [side]: value }));
    const decision = decide(fields);
    fields = landed(fields, decision);
    return [
      ...writesOf(fields, decision).map(({ to, next }) => `${to} = ${next}`),
      ...decision.refusals.map(({ why }) => why),
    ].join(', ');
  });
}

describe('R-ALL-7 an edit is carried over, and nothing comes back', () => {
  test.each<[string, FieldRule, readonly [...Edit, string][]]>([
    [
      'a moment and a day',
      rule({ type: 'datetime', zone: 'Europe/Berlin' }),
      [
        ['crm', '2026-03-01T22:30:00.000Z', 'platform = 2026-03-01'],
        ['crm', '2026-03-01T20:00:00.000Z', ''],
        ['crm', '2026-03-01T23:30:00.000Z', 'platform = 2026-03-02'],
        ['platform', '2026-03-05', 'crm = 2026-03-04T23:00:00.000Z'],
        ['crm', '2026-03-05T10:00:00.000Z', ''],
      ],
    ],
    [
      'several picklist values and one',
      rule({ type: 'picklist', values: { Hot: 'A', Warm: 'A', Cold: 'B' } }),
      [
        ['crm', 'Warm', 'platform = A'],
        ['crm', 'Hot', ''],
        ['crm', 'Warm', ''],
        ['platform', 'B', 'crm = Cold'],
        ['platform', 'A', 'crm = Hot'],
        ['crm', 'Lukewarm', 'not-in-map'],
        ['crm', 'Cold', 'platform = B'],
      ],
    ],
    [
      'a short field',
      rule({ platformLength: 3 }),
      [
        ['crm', 'abc', 'platform = abc'],
        ['crm', 'abcd', 'too-long'],
        ['crm', 'abd', 'platform = abd'],
        ['platform', 'ab', 'crm = ab'],
      ],
    ],
    [
      'a number and its text',
      rule({ type: 'number', platformLength: 255 }),
      [
        ['crm', 1500.5, 'platform = 1500.5'],
        ['platform', '1500.50', ''],
        ['platform', '1501', 'crm = 1501'],
        ['crm', 0, 'platform = 0'],
      ],
    ],
    [
      'two spellings of a phone number',
      rule({ type: 'phone' }),
      [
        ['crm', '+49 (30) 123', 'platform = +49 (30) 123'],
        ['platform', '+4930123', ''],
        ['crm', '+49 30 124', 'platform = +49 30 124'],
      ],
    ],
    [
      'a blank that is kept to its side',
      rule(),
      [
        ['crm', 'a', 'platform = a'],
        ['crm', null, ''],
        ['platform', 'b', 'crm = b'],
        ['platform', null, ''],
        ['crm', 'c', 'platform = c'],
      ],
    ],
  ])('%s', (_what, field, steps) => {
    const edits = steps.map(([side, value]): Edit => [side, value]);
    expect(story(field, edits)).toEqual(steps.map(([, , written]) => written));
  });

  test('whatever the field: an edit never comes back to the side it was made on, and the next run is quiet', () =>
    fc.assert(
      fc.property(
        anyRule
          .filter(({ rule }) => rule.direction === 'twoWay')
          .chain(({ rule, value }) =>
            fc.tuple(fc.constant(rule), fc.array(fc.tuple(fc.constantFrom(...SIDES), value), { maxLength: 8 })),
          ),
        ([field, edits]) => {
          let fields: readonly Field[] = [{ rule: field, crm: null, platform: null, base: [null, null] }];
          for (const [side, value] of edits) {
            const edited = fields.map((one) => ({ ...one, [side]: value }));
            const decision = decide(edited);
            expect(decision.writes[side]).toEqual([]);
            if (decision.refusals.length > 0) continue; // whoever made it takes it back: the pair is in step before each edit
            fields = landed(edited, decision);
            expect(writesOf(fields, decide(fields))).toEqual([]);
          }
        },
      ),
      { numRuns: 300 },
    ));
});
