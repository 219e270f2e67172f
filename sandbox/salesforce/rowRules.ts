import type { Complaint } from './apiError.js';
import type { Org } from './org.js';
import { recordTypeComplaint } from './recordTypes.js';
import type { ObjectView } from './schema.js';
import type { Row } from './shapes.js';
import { SPECIAL } from './objectRules.js';
import { compileFilter } from './soql/filter.js';
import { parseSoql } from './soql/parse.js';
import { whereTree } from './soql/whereTree.js';

/** Whether the caller may save an alert's duplicate (Sforce-Duplicate-Rule-Header: allowSave). */
export interface SaveOptions {
  readonly allowDuplicates: boolean;
  /** Sforce-Auto-Assign. */
  readonly assign: boolean;
}

const NONE: readonly Complaint[] = [];

/** Everything the org holds against a row as it would be saved; empty when it may be. */
export function complaintsAbout(
  org: Org,
  view: ObjectView,
  row: Row,
  before: Row | null,
  options: SaveOptions,
): readonly Complaint[] {
  const missing = missingFields(view, row);
  if (missing.length > 0) {
    return [
      {
        code: 'REQUIRED_FIELD_MISSING',
        message: `Required fields are missing: [${missing.join(', ')}]`,
        fields: missing,
      },
    ];
  }
  const typed = recordTypeComplaint(org, view, row);
  if (typed !== null) return [typed];
  const custom = duplicateValue(org, view, row);
  if (custom !== null) return [custom];
  const special = SPECIAL[view.def.name]?.(org, row, before) ?? null;
  if (special !== null) return [special];
  const { validationRules, duplicateRules } = org.settings;
  if (validationRules.length === 0 && duplicateRules.length === 0) return NONE;
  const broken = validationRules
    .filter((rule) => same(rule.object, view.def.name) && conditionHolds(org, view, rule.condition, row))
    .map((rule): Complaint => ({
      code: 'FIELD_CUSTOM_VALIDATION_EXCEPTION',
      message: rule.message,
      fields: rule.field === null ? [] : [rule.field],
    }));
  if (broken.length > 0) return broken;
  return isDuplicate(org, view, row, before, options)
    ? [{ code: 'DUPLICATES_DETECTED', message: 'Use one of these records?', fields: [] }]
    : [];
}

/** Throws what SOQL throws on a condition that cannot be read. */
export function conditionHolds(org: Org, view: ObjectView, condition: string, row: Row): boolean {
  const { where } = parseSoql(`SELECT Id FROM ${view.def.name} WHERE ${condition}`);
  return (
    where !== undefined && compileFilter(whereTree(where), { org, view, alias: undefined, column: () => [] }).holds(row)
  );
}

const missingFields = (view: ObjectView, row: Row): readonly string[] =>
  view.facts.required.filter((name) => (row[name] ?? null) === null);

function duplicateValue(org: Org, view: ObjectView, row: Row): Complaint | null {
  for (const field of view.facts.unique) {
    const value = row[field.name];
    if (typeof value !== 'string') continue;
    const other = org
      .table(view.def.name)
      .find(field.name, value)
      ?.find((one) => one.Id !== row.Id && !one.IsDeleted && (!field.caseSensitive || one[field.name] === value));
    if (other !== undefined) {
      return {
        code: 'DUPLICATE_VALUE',
        message: `duplicate value found: ${field.name} duplicates value on record with id: ${other.Id}`,
        fields: [],
      };
    }
  }
  return null;
}

function isDuplicate(org: Org, view: ObjectView, row: Row, before: Row | null, options: SaveOptions): boolean {
  return org.settings.duplicateRules.some((rule) => {
    if (!same(rule.object, view.def.name) || (rule.action === 'alert' && options.allowDuplicates)) return false;
    const names = rule.fields.flatMap((name) => view.field(name)?.name ?? []);
    const key = (one: Row) => names.map((name) => String(one[name] ?? '').toLowerCase());
    const wanted = key(row);
    if (names.length === 0 || wanted.some((value) => value === '')) return false;
    // A record saved without touching what the rule looks at is let through.
    if (before !== null && key(before).join('\n') === wanted.join('\n')) return false;
    const [first = ''] = names;
    const among = org.table(view.def.name).find(first, String(row[first])) ?? org.table(view.def.name).all();
    for (const other of among) {
      if (
        other.Id !== row.Id &&
        !other.IsDeleted &&
        other['IsConverted'] !== true &&
        key(other).join('\n') === wanted.join('\n')
      )
        return true;
    }
    return false;
  });
}

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
