import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { convert, samePair } from '../../src/domain/convert.js';
import type { FieldRule } from '../../src/domain/mapping.js';
import { reconcile } from '../../src/domain/reconcile.js';
import { other, type Side, SIDES } from '../../src/domain/side.js';
import { isBlank, type Value } from '../../src/domain/value.js';
import { anyField, anyFields, type Field } from '../support/anyField.js';
import { decide, landed, type Stamps, writesOf } from '../support/merging.js';
import { baseline, NOON, sight } from '../support/people.js';

const anyStamps: fc.Arbitrary<Stamps> = fc.record({ crm: anyStamp(), platform: anyStamp() });

function anyStamp(): fc.Arbitrary<Stamps['crm']> {
  const moment = fc.integer({ min: -5, max: 5 }).map((seconds) => NOON + seconds * 1_000);
  return fc.record({ stamp: fc.oneof(moment, fc.constant(-1)), wrote: fc.option(moment, { nil: null }) });
}

const NOTHING = { writes: { crm: [], platform: [] }, rebase: {}, refusals: [], review: [] };
const RUNS = { numRuns: 300 };

function law(holds: (fields: readonly Field[], stamps: Stamps) => void): void {
  fc.assert(fc.property(anyFields, anyStamps, holds), RUNS);
}

describe('for whatever both sides show', () => {
  test('R-ALL-4 every field gets one decision at most, and never one for each side', () =>
    law((fields, stamps) => {
      const decision = decide(fields, stamps);
      const keys = [
        ...writesOf(fields, decision).map(({ rule }) => rule),
        ...decision.refusals.map(({ rule }) => rule),
        ...decision.review,
        ...Object.keys(decision.rebase),
      ];
      expect(new Set(keys).size).toBe(keys.length);
    }));

  test('R-ALL-15 each field is decided as if it were alone', () =>
    law((fields, stamps) => {
      const each = fields.map((field) => decide([field], stamps));
      const all = decide(fields, stamps);
      expect(all).toEqual({
        writes: {
          crm: each.flatMap(({ writes }) => writes.crm),
          platform: each.flatMap(({ writes }) => writes.platform),
        },
        rebase: Object.assign({}, ...each.map(({ rebase }) => rebase)),
        refusals: each.flatMap(({ refusals }) => refusals),
        review: each.flatMap(({ review }) => review),
      });
    }));

  test('a write replaces what is there by another value, the converted one of the other side', () =>
    law((fields, stamps) => {
      for (const { to, old, next, from, of } of writesOf(fields, decide(fields, stamps))) {
        expect({ old, from }).toEqual({ old: of[to], from: of[other(to)] });
        expect(convert(of.rule, to, from)).toEqual({ value: next });
        expect(next).not.toBe(old);
      }
    }));

  test('R-ALL-3 a one-way field is never written against its direction', () =>
    law((fields, stamps) => {
      for (const { to, of } of writesOf(fields, decide(fields, stamps)))
        expect(of.rule.direction).not.toBe(to === 'crm' ? 'toPlatform' : 'toSalesforce');
    }));

  test('R-ALL-6 a blank overwrites only with `clears`, or where a one-way source was cleared since the baseline', () =>
    law((fields, stamps) => {
      for (const { to, old, next, of } of writesOf(fields, decide(fields, stamps))) {
        if (!isBlank(next) || isBlank(old)) continue;
        const before = of.base?.[to === 'crm' ? 1 : 0];
        const cleared = of.rule.direction !== 'twoWay' && !arrivesBlank(of.rule, to, before ?? null);
        expect(of.base !== null && (of.rule.blank === 'clears' || cleared)).toBe(true);
      }
    }));

  test('R-ALL-7 values that are equal once converted are never written', () =>
    law((fields, stamps) => {
      const equal = fields.flatMap((field): readonly Field[] => {
        const there = convert(field.rule, 'platform', field.crm);
        return 'value' in there ? [{ ...field, platform: there.value }] : [];
      });
      expect(writesOf(equal, decide(equal, stamps))).toEqual([]);
      expect(equal.filter(({ rule, crm, platform }) => !samePair(rule, crm, platform))).toEqual([]);
    }));

  test('R-ALL-7 once everything decided has landed there is nothing to write, whoever wrote last', () =>
    fc.assert(
      fc.property(anyFields, anyStamps, anyStamps, (fields, stamps, later) => {
        const first = decide(fields, stamps);
        const after = landed(fields, first);
        const again = decide(after, stamps);
        expect({ writes: writesOf(after, again), rebase: again.rebase }).toEqual({ writes: [], rebase: {} });
        const unsettled = new Set([...first.refusals.map(({ rule }) => rule), ...first.review]);
        const settled = after.filter(({ rule }) => !unsettled.has(rule.key));
        expect(decide(settled, later)).toEqual(NOTHING);
      }),
      RUNS,
    ));

  test('R-ALL-13 a field that one side does not show is left alone', () =>
    fc.assert(
      fc.property(anyField, fc.constantFrom(...SIDES), ({ rule, crm, platform, base }, missing) => {
        const shows = { crm: sight({ [rule.crm]: crm }), platform: sight({ [rule.platform]: platform }) };
        const sights = { ...shows, [missing]: sight({}) };
        const known = baseline(base ? { [rule.key]: base } : {});
        expect(reconcile([rule], known, sights.crm, sights.platform)).toEqual(NOTHING);
      }),
      RUNS,
    ));
});

function arrivesBlank(rule: FieldRule, to: Side, value: Value): boolean {
  const converted = convert(rule, to, value);
  return 'value' in converted && isBlank(converted.value);
}

describe('R-ALL-4 both sides are alike', () => {
  const MIRRORED = { toSalesforce: 'toPlatform', toPlatform: 'toSalesforce', twoWay: 'twoWay' } as const;
  const swapped = { salesforce: 'platform', platform: 'salesforce' } as const;

  const mirror = ({ rule, crm, platform, base }: Field): Field => ({
    rule: {
      ...rule,
      direction: MIRRORED[rule.direction],
      conflict: rule.conflict === 'salesforce' || rule.conflict === 'platform' ? swapped[rule.conflict] : rule.conflict,
      crmLength: rule.platformLength,
      platformLength: rule.crmLength,
    },
    crm: platform,
    platform: crm,
    base: base ? [base[1], base[0]] : null,
  });

  /** No ties, which are Salesforce's, and no picklist maps or moments, which differ by side. */
  const fair = anyField.filter(({ rule }) => rule.values === undefined && rule.type !== 'datetime');

  test('with sides, direction and policy exchanged the decision is the same one, exchanged', () =>
    fc.assert(
      fc.property(fair, fc.constantFrom(...SIDES), (field, later) => {
        const stamps = { crm: { stamp: NOON }, platform: { stamp: NOON }, [later]: { stamp: NOON + 5_000 } };
        const one = decide([field], stamps);
        const two = decide([mirror(field)], { crm: stamps.platform, platform: stamps.crm });
        const bare = (changes: typeof one.writes.crm) => changes.map(({ old, next, from }) => ({ old, next, from }));
        expect(bare(two.writes.crm)).toEqual(bare(one.writes.platform));
        expect(bare(two.writes.platform)).toEqual(bare(one.writes.crm));
        expect(two.review).toEqual(one.review);
        expect(Object.keys(two.rebase)).toEqual(Object.keys(one.rebase));
        expect(two.refusals.map(({ side, why }) => [other(side), why])).toEqual(
          one.refusals.map(({ side, why }) => [side, why]),
        );
      }),
      RUNS,
    ));
});
