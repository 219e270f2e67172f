import { convert, samePair, type Unfit } from './convert.js';
import type { FieldChange } from './journal.js';
import type { Baseline } from './link.js';
import type { FieldRule } from './mapping.js';
import { other, type PerSide, type Side } from './side.js';
import { isBlank, type Fields, type Value } from './value.js';

/** What one side shows of a person: read, or taken to equal the baseline. */
export interface Sight {
  readonly fields: Fields;
  /** Last change by the side's own stamp, epoch ms; -1 when taken from the baseline. */
  readonly stamp: number;
  /** Stamp of our own last write there, epoch ms; null: none. */
  readonly wrote: number | null;
}

export interface Refusal {
  readonly rule: string;
  readonly side: Side;
  readonly field: string;
  readonly why: Unfit;
}

/** One decision for both sides. */
export interface Decision {
  readonly writes: PerSide<readonly FieldChange[]>;
  /** Fields that are in step, or whose difference stands: their baseline becomes this pair. */
  readonly rebase: Readonly<Record<string, { readonly crm: Value; readonly platform: Value }>>;
  /** Values the other side cannot hold. */
  readonly refusals: readonly Refusal[];
  /** Fields a person must decide (conflict policy `review`). */
  readonly review: readonly string[];
}

type Verdict =
  | { readonly kind: 'quiet' }
  | { readonly kind: 'stands' }
  | { readonly kind: 'review' }
  | { readonly kind: 'crosses'; readonly from: Side };

/** Stamps of the two systems closer than this are a tie, and a tie is Salesforce's (R-ALL-4). */
const TIE_MS = 2_000;

/**
 * Three-way merge of one person's mapped fields (R-ALL-3 … R-ALL-7). Pure and total; the same function decides for `plan`, `sync` and the simulator.
 * A field missing from either sight is left alone.
 */
export function reconcile(rules: readonly FieldRule[], baseline: Baseline, crm: Sight, platform: Sight): Decision {
  const writes: { crm: FieldChange[]; platform: FieldChange[] } = { crm: [], platform: [] };
  const rebase: Record<string, { crm: Value; platform: Value }> = {};
  const refusals: Refusal[] = [];
  const review: string[] = [];
  for (const rule of rules) {
    const values = { crm: crm.fields[rule.crm], platform: platform.fields[rule.platform] };
    if (values.crm === undefined || values.platform === undefined) continue;
    const pair = { crm: values.crm, platform: values.platform };
    const verdict = judge(rule, baseline[rule.key], pair, { crm, platform });
    if (verdict.kind === 'stands') rebase[rule.key] = pair;
    if (verdict.kind === 'review') review.push(rule.key);
    if (verdict.kind !== 'crosses') continue;
    const to = other(verdict.from);
    const field = to === 'crm' ? rule.crm : rule.platform;
    const converted = convert(rule, to, pair[verdict.from]);
    if ('refused' in converted) refusals.push({ rule: rule.key, side: to, field, why: converted.refused });
    else writes[to].push({ rule: rule.key, field, old: pair[to], next: converted.value, from: pair[verdict.from] });
  }
  return { writes, rebase, refusals, review };
}

function judge(
  rule: FieldRule,
  base: Baseline[string] | undefined,
  pair: PerSide<Value>,
  sights: PerSide<Sight>,
): Verdict {
  const changed = { crm: !base || pair.crm !== base.crm, platform: !base || pair.platform !== base.platform };
  if (!changed.crm && !changed.platform) return { kind: 'quiet' };
  if (samePair(rule, pair.crm, pair.platform)) return { kind: 'stands' };
  if (rule.direction !== 'twoWay')
    return crossing(rule, base, pair, rule.direction === 'toPlatform' ? 'crm' : 'platform');
  if (changed.crm !== changed.platform) return crossing(rule, base, pair, changed.crm ? 'crm' : 'platform');
  return conflict(rule, base, pair, sights);
}

/** Both changed to different values, or nothing is known of before (first link: R-ALL-5). */
function conflict(
  rule: FieldRule,
  base: Baseline[string] | undefined,
  pair: PerSide<Value>,
  sights: PerSide<Sight>,
): Verdict {
  const blank = isBlank(pair.crm) ? 'crm' : isBlank(pair.platform) ? 'platform' : null;
  if (blank && (!base || rule.conflict === 'fill-blank')) return { kind: 'crosses', from: other(blank) };
  switch (rule.conflict) {
    case 'salesforce':
      return crossing(rule, base, pair, 'crm');
    case 'platform':
      return crossing(rule, base, pair, 'platform');
    case 'newest':
      return crossing(rule, base, pair, own(sights.platform) > own(sights.crm) + TIE_MS ? 'platform' : 'crm');
    case 'fill-blank':
      return { kind: 'stands' };
    case 'review':
      return { kind: 'review' };
  }
}

/** When someone else last changed the record: its stamp, where that is newer than our own last write's (R-ALL-4). */
function own(sight: Sight): number {
  return sight.wrote === null || sight.stamp > sight.wrote ? sight.stamp : -1;
}

/** R-ALL-6: a blank overwrites a value only with `clears`, or in a one-way field whose source really was cleared since the baseline; on a first link never. */
function crossing(rule: FieldRule, base: Baseline[string] | undefined, pair: PerSide<Value>, from: Side): Verdict {
  if (!arrivesBlank(rule, from, pair[from])) return { kind: 'crosses', from };
  if (!base) return { kind: 'stands' };
  const wasCleared = rule.direction !== 'twoWay' && !arrivesBlank(rule, from, base[from]);
  return rule.blank === 'clears' || wasCleared ? { kind: 'crosses', from } : { kind: 'stands' };
}

/** Blank, or something that becomes one on the way: control characters, a picklist value that stands for none. */
function arrivesBlank(rule: FieldRule, from: Side, value: Value): boolean {
  const converted = convert(rule, other(from), value);
  return 'value' in converted && isBlank(converted.value);
}
