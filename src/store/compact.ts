import type { FieldChange } from '../domain/journal.js';
import type { Baseline, BaselinePair } from '../domain/link.js';
import type { Value } from '../domain/value.js';

/**
 * What every person has several of, as it lies in the database: lists without names, a value that both sides share once, and the run and time of fields that
 * were decided together (nearly always all) once. A baseline of four fields takes a third of the room, and of the time on its way.
 */
type StoredPair =
  readonly [both: Value, run: number, at: number] | readonly [crm: Value, platform: Value, run: number, at: number];

type StoredValues = Readonly<Record<string, Value | readonly [crm: Value, platform: Value]>>;

export type StoredBaseline = Readonly<Record<string, StoredPair>> | readonly [run: number, at: number, StoredValues];

export function compactBaseline(baseline: Baseline): StoredBaseline {
  const [first, ...rest] = Object.values(baseline);
  if (first !== undefined && rest.every(({ run, at }) => run === first.run && at === first.at)) {
    const values: Record<string, Value | readonly [Value, Value]> = {};
    for (const rule in baseline) {
      const { crm, platform } = baseline[rule]!; // its own key
      values[rule] = crm === platform ? crm : [crm, platform];
    }
    return [first.run, first.at, values];
  }
  const stored: Record<string, StoredPair> = {};
  for (const rule in baseline) {
    const { crm, platform, run, at } = baseline[rule]!; // its own key
    stored[rule] = crm === platform ? [crm, run, at] : [crm, platform, run, at];
  }
  return stored;
}

export function wholeBaseline(stored: StoredBaseline): Baseline {
  const baseline: Record<string, BaselinePair> = {};
  if (isTogether(stored)) {
    const [run, at, values] = stored;
    for (const rule in values) {
      const value = values[rule] ?? null;
      const [crm, platform] = isUnequal(value) ? value : [value, value];
      baseline[rule] = { crm, platform, run, at };
    }
    return baseline;
  }
  for (const rule in stored) {
    const pair = stored[rule]!; // its own key
    baseline[rule] =
      pair.length === 3
        ? { crm: pair[0], platform: pair[0], run: pair[1], at: pair[2] }
        : { crm: pair[0], platform: pair[1], run: pair[2], at: pair[3] };
  }
  return baseline;
}

const isTogether = (stored: StoredBaseline): stored is readonly [number, number, StoredValues] => Array.isArray(stored);

const isUnequal = (value: Value | readonly [Value, Value]): value is readonly [Value, Value] => Array.isArray(value);

/** The short form: where there was nothing before and the other side's value is taken as it is. */
export type StoredChange =
  | readonly [rule: string, field: string, next: Value]
  | readonly [rule: string, field: string, next: Value, from: Value, old: Value];

export function compactChanges(changes: readonly FieldChange[]): readonly StoredChange[] {
  return changes.map(({ rule, field, old, next, from }) =>
    old === null && from === next ? [rule, field, next] : [rule, field, next, from, old],
  );
}

export function wholeChanges(stored: readonly StoredChange[]): readonly FieldChange[] {
  return stored.map((change) =>
    change.length === 3
      ? { rule: change[0], field: change[1], old: null, next: change[2], from: change[2] }
      : { rule: change[0], field: change[1], old: change[4], next: change[2], from: change[3] },
  );
}
