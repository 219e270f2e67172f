import type { z } from 'zod';
import type { Problem } from '../profiles/profile.js';

/** `['fields', 'Contact', 0, 'direction']` → `fields.Contact[0].direction`. */
export function pathOf(keys: readonly PropertyKey[]): string {
  return keys.reduce<string>((path, key) => {
    if (typeof key === 'number') return `${path}[${key}]`;
    const word = String(key);
    return path === '' ? word : `${path}.${word}`;
  }, '');
}

/** The value at a path of plain data; undefined when there is none. */
export function valueAt(document: unknown, keys: readonly PropertyKey[]): unknown {
  return keys.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined,
    document,
  );
}

/** The text at a path; null when there is none. */
export function textAt(document: unknown, ...keys: readonly PropertyKey[]): string | null {
  const value = valueAt(document, keys);
  return typeof value === 'string' ? value : null;
}

const KINDS_OF_VALUE: Readonly<Record<string, string>> = {
  object: 'must be a section with keys of its own',
  array: 'must be a list',
  string: 'must be a text',
  number: 'must be a number',
  boolean: 'must be true or false',
  record: 'must be a section with keys of its own',
};

type Issue = z.core.$ZodIssue;

function reasonOf(issue: Issue, written: unknown): string {
  const standard =
    issue.code === 'invalid_type' && issue.message.startsWith('Invalid input')
      ? (KINDS_OF_VALUE[issue.expected] ?? `must be ${issue.expected}`)
      : issue.message;
  if (written !== undefined || standard.startsWith('is missing')) return standard;
  return issue.code === 'invalid_type' || issue.code === 'invalid_value' || issue.code === 'invalid_union'
    ? `is missing: ${standard}`
    : standard;
}

/** The schema's complaints in our words, one per place. No reason repeats a value of the file. */
export function problemsOf(
  issues: readonly Issue[],
  document: unknown,
  at: readonly PropertyKey[],
): readonly Problem[] {
  const problems = issues.flatMap((issue): Problem[] => {
    const path = [...at, ...issue.path];
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({
        path: pathOf([...path, key]),
        reason: 'unknown key: remove it or correct its spelling',
      }));
    return [{ path: pathOf(path), reason: reasonOf(issue, valueAt(document, path)) }];
  });
  const seen = new Set<string>();
  return problems.filter(({ path }) => !seen.has(path) && seen.add(path));
}
