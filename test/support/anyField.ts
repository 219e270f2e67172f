import fc from 'fast-check';
import type { ConflictPolicy, Direction, FieldRule } from '../../src/domain/mapping.js';
import type { Value } from '../../src/domain/value.js';
import { anyText } from './anyText.js';
import { rule } from './people.js';

/** One mapped field as both sides show it, and showed it when the pair was last in step. */
export interface Field {
  readonly rule: FieldRule;
  readonly crm: Value;
  readonly platform: Value;
  /** null: a first link. */
  readonly base: readonly [crm: Value, platform: Value] | null;
}

/** Each kind of field with values that are equal, alike, lossy or unfit under it; each side has the same so that they meet often. */
const KINDS: readonly { readonly is: Partial<FieldRule>; readonly values: readonly Value[] }[] = [
  { is: { type: 'text' }, values: ['a', 'b', 'abcd', 'e\u0301', 'é', '\u0001'] },
  { is: { type: 'text', platformLength: 3 }, values: ['a', 'abc', 'abcd', 'abcde'] },
  { is: { type: 'text', crmLength: 2, platformLength: 3 }, values: ['a', 'abc', 'abcd'] },
  { is: { type: 'number' }, values: [0, 1, 1.5, '1.50', 'x'] },
  { is: { type: 'number', platformLength: 255 }, values: [0, 1.5, '1.50', '1e3', 1000, '1,000'] },
  { is: { type: 'boolean' }, values: [true, false, 'TRUE', 'no'] },
  { is: { type: 'date' }, values: ['2026-03-01', '2026-03-02', '2026-02-30', '2026-03-01T23:30:00.000Z'] },
  {
    is: { type: 'datetime', zone: 'Asia/Tokyo' },
    values: ['2026-03-01', '2026-03-02', '2026-03-01T10:00:00.000Z', '2026-03-01T23:30:00.000Z', 'soon'],
  },
  {
    is: { type: 'picklist', values: { Hot: 'A', Warm: 'A', Cold: 'B', None: '' } },
    values: ['Hot', 'Warm', 'Cold', 'None', 'A', 'B', 'Other'],
  },
  { is: { type: 'phone' }, values: ['+49 30 123', '+4930123', '030 123', 'none'] },
  { is: { type: 'email' }, values: ['Ana@example.org', 'ana@example.org', 'bo@example.org'] },
];

const BLANKS: readonly FieldRule['blank'][] = ['keeps', 'clears'];
const DIRECTIONS: readonly Direction[] = ['toSalesforce', 'toPlatform', 'twoWay', 'twoWay'];
const POLICIES: readonly ConflictPolicy[] = ['salesforce', 'platform', 'newest', 'fill-blank', 'review'];

const of = <T>(items: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...items);

/** Now and then something no adapter would hand over. */
const wild: fc.Arbitrary<Value> = fc.oneof(
  anyText(6),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(''),
);

const kinds = KINDS.map(({ is, values }) => ({
  is,
  value: fc.oneof({ weight: 6, arbitrary: of([null, ...values]) }, { weight: 1, arbitrary: wild }),
}));

/** A rule, and what may be in its field. */
export const anyRule: fc.Arbitrary<{ readonly rule: FieldRule; readonly value: fc.Arbitrary<Value> }> = fc
  .record({ kind: of(kinds), direction: of(DIRECTIONS), conflict: of(POLICIES), blank: of(BLANKS) })
  .map(({ kind, ...policy }) => ({ rule: rule({ ...kind.is, ...policy }), value: kind.value }));

export const anyField: fc.Arbitrary<Field> = anyRule.chain(({ rule, value }) =>
  fc
    .tuple(value, value, fc.option(fc.tuple(value, value), { nil: null }))
    .map(([crm, platform, base]) => ({ rule, crm, platform, base })),
);

/** Fields of one person, each with names of its own. */
export const anyFields: fc.Arbitrary<readonly Field[]> = fc
  .array(anyField, { minLength: 1, maxLength: 4 })
  .map((fields) =>
    fields.map((field, at): Field => {
      const names = { key: `k${at}`, crm: `Field${at}`, platform: `FIELD${at}` };
      return { ...field, rule: { ...field.rule, ...names } };
    }),
  );
