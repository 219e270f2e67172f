import type { FieldChange } from '../../src/domain/journal.js';
import { type Decision, reconcile, type Sight } from '../../src/domain/reconcile.js';
import { other, type PerSide, type Side, SIDES } from '../../src/domain/side.js';
import type { Field } from './anyField.js';
import { baseline, sight } from './people.js';

export type Stamps = PerSide<Partial<Pick<Sight, 'stamp' | 'wrote'>>>;

export function decide(fields: readonly Field[], stamps: Stamps = { crm: {}, platform: {} }): Decision {
  return reconcile(
    fields.map(({ rule }) => rule),
    baseline(Object.fromEntries(fields.flatMap(({ rule, base }) => (base ? [[rule.key, base]] : [])))),
    sight(Object.fromEntries(fields.map(({ rule, crm }) => [rule.crm, crm])), stamps.crm),
    sight(Object.fromEntries(fields.map(({ rule, platform }) => [rule.platform, platform])), stamps.platform),
  );
}

export interface Write extends FieldChange {
  readonly to: Side;
  readonly of: Field;
}

export function writesOf(fields: readonly Field[], { writes }: Decision): readonly Write[] {
  return SIDES.flatMap(
    (to) => writes[to].map((change) => ({ ...change, to, of: fields.find(({ rule }) => rule.key === change.rule)! })), // every write is a rule's
  );
}

/** The fields once everything decided has landed. */
export function landed(fields: readonly Field[], decision: Decision): readonly Field[] {
  return fields.map((field): Field => {
    const write = writesOf(fields, decision).find(({ rule }) => rule === field.rule.key);
    const rebased = decision.rebase[field.rule.key];
    if (rebased) return { ...field, base: [rebased.crm, rebased.platform] };
    if (!write) return field;
    const pair = { [write.to]: write.next, [other(write.to)]: write.from } as Pick<Field, Side>;
    return { ...field, ...pair, base: [pair.crm, pair.platform] };
  });
}
