import { describe, expect, test } from '@jest/globals';
import { type Decision, reconcile } from '../../src/domain/reconcile.js';
import { other, type Side } from '../../src/domain/side.js';
import { baseline, NOON, rule, sight } from '../support/people.js';
import { type Case, type Outcome, RULES, type Shown } from './policyRules.js';

/** Every combination of policy, direction and blank setting with what each side shows now and showed when the pair was last in step. */

const SHOWN: readonly Shown[] = [null, 'a', 'b', 'c'];
const PAIRS = SHOWN.flatMap((crm) => SHOWN.map((platform) => ({ crm, platform })));

const settings = (['toSalesforce', 'toPlatform', 'twoWay'] as const).flatMap((direction) =>
  (['keeps', 'clears'] as const).flatMap((blank) =>
    (['salesforce', 'platform', 'newest', 'fill-blank', 'review'] as const).flatMap((conflict) =>
      (conflict === 'newest' ? (['crm', 'platform', 'tie'] as const) : (['tie'] as const)).map((later) => ({
        direction,
        blank,
        conflict,
        later,
      })),
    ),
  ),
);

type Setting = (typeof settings)[number];

function casesOf(setting: Setting): readonly Case[] {
  return [null, ...PAIRS].flatMap((base) => PAIRS.map((now) => ({ ...setting, base, now })));
}

const expected = (one: Case) => RULES.find(({ holds }) => holds(one))!; // the last line holds for all

function decisionOf(one: Case): Decision {
  const { later, base, now, ...policy } = one;
  const stamp = (side: Side) => ({ stamp: NOON + (later === side ? 3_000 : 0) });
  return reconcile(
    [rule(policy)],
    baseline(base ? { title: [base.crm, base.platform] } : {}),
    sight({ Title: now.crm }, stamp('crm')),
    sight({ TITLE: now.platform }, stamp('platform')),
  );
}

function outcomeOf({ now }: Case, { writes, review, refusals }: Decision): Outcome | 'not one outcome' {
  const [write, ...more] = [...writes.crm, ...writes.platform];
  if (more.length > 0 || refusals.length > 0 || (write && review.length > 0)) return 'not one outcome';
  if (review.length > 0) return 'review';
  if (!write) return 'both keep';
  const from = writes.platform.length > 0 ? 'crm' : 'platform';
  return write.next === now[from] && write.old === now[other(from)] ? from : 'not one outcome';
}

describe.each(settings)('$direction, $blank, $conflict, later: $later', (setting) => {
  test('R-ALL-3 R-ALL-4 R-ALL-5 R-ALL-6 R-ALL-7 every pair with every baseline is decided as the rules say', () => {
    const cases = casesOf(setting);
    expect(cases).toHaveLength(272);
    const wrong = cases.flatMap((one) => {
      const { says, then } = expected(one);
      const [wanted, got] = [then(one), outcomeOf(one, decisionOf(one))];
      return wanted === got ? [] : [{ base: one.base, now: one.now, says, wanted, got }];
    });
    expect(wrong).toEqual([]);
  });
});

test('every line of the table decides some case', () => {
  const used = new Set(settings.flatMap(casesOf).map((one) => expected(one).says));
  expect([...used].toSorted()).toEqual(RULES.map(({ says }) => says).toSorted());
});

test('R-ALL-6 where both keep, the pair counts as in step: the difference is not looked at again', () => {
  const kept = settings.flatMap(casesOf).filter((one) => expected(one).then(one) === 'both keep');
  const open = kept.filter((one) => {
    const settled = decisionOf(one).rebase['title'] ?? one.base;
    return settled?.crm !== one.now.crm || settled.platform !== one.now.platform;
  });
  expect(kept.length).toBeGreaterThan(1_000);
  expect(open).toEqual([]);
});
