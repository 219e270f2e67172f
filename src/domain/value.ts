/**
 * A field's value as an adapter hands it over, in the stored form of its system: text without outer white space, `null` for blank
 * (never the empty string), dates as `YYYY-MM-DD`, moments as ISO 8601 UTC with milliseconds (`2026-01-02T03:04:05.000Z`).
 */
export type Value = string | number | boolean | null;

export type Fields = Readonly<Record<string, Value>>;

export function isBlank(value: Value | undefined): value is null | undefined | '' {
  return value === null || value === undefined || value === '';
}
