import { list, record, string, strings } from './settingParts.js';
import type { Dependencies, ValueSetting } from './settingShapes.js';
import type { PicklistValue } from './shapes.js';

/** Picklist values as settings give them: `"Hot"`, `"Cold*"` (the default) or `{value, label, default, active}`. */
export function valueSettings(given: unknown, what: string): readonly ValueSetting[] {
  return list(given, what).map((one) => {
    if (typeof one === 'string') {
      const value = string(one, what).replace(/\*$/, '');
      return { value, label: value, isDefault: value !== one, active: true };
    }
    const { value, label, default: isDefault, active } = record(one, what);
    const text = string(value ?? label, what);
    return {
      value: text,
      label: typeof label === 'string' ? label : text,
      isDefault: isDefault === true,
      active: active !== false,
    };
  });
}

/** `{France: ["Paris"]}`: lists by name. */
export const dependencies = (given: unknown, what: string): Dependencies =>
  given === undefined
    ? {}
    : Object.fromEntries(Object.entries(record(given, what)).map(([name, values]) => [name, strings(values, what)]));

export function picklistValues(
  settings: readonly ValueSetting[],
  controller: string | null,
  depends: Dependencies,
): readonly PicklistValue[] {
  return settings.map((one) => ({
    ...one,
    validFor:
      controller === null
        ? null
        : Object.entries(depends).flatMap(([controlling, values]) => (values.includes(one.value) ? [controlling] : [])),
  }));
}
