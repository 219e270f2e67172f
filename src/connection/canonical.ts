import { createHash } from 'node:crypto';
import { pathOf } from './problems.js';

/** One text per document, whatever the order of its keys. */
export function canonical(document: unknown): string {
  if (Array.isArray(document)) return `[${document.map(canonical).join(',')}]`;
  if (typeof document !== 'object' || document === null) return JSON.stringify(document ?? null);
  const entries = Object.entries(document).filter(([, value]) => value !== undefined);
  return `{${entries
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${JSON.stringify(key)}:${canonical(value)}`)
    .join(',')}}`;
}

/** sha256 of the canonical document, hex. */
export function hashOf(document: unknown): string {
  return createHash('sha256').update(canonical(document)).digest('hex');
}

/** The stored document's words → the file's. */
const IN_THE_FILE: readonly (readonly [RegExp, string])[] = [
  [/^mainList\.fieldMapping$/, 'fieldMapping.enabled'],
  [/^mainList\./, ''],
  [/^schedule\.ms$/, 'schedule.every'],
  [/^schedule\.kind$/, 'schedule'],
  [/^schedule\.quiet\b/, 'quietHours'],
  [/^deletions\.holdMs$/, 'deletions.hold'],
  [/^alerts\.lagMs$/, 'alerts.lag'],
  [/^unknownHoldMs$/, 'unknownHold'],
];

/** Where two stored documents differ, in the words of the connection file, sorted. A new connection: its sections. */
export function changedPaths(before: unknown, after: unknown): readonly string[] {
  const found = new Set<string>();
  const walk = (was: unknown, b: unknown, keys: readonly PropertyKey[]): void => {
    // The file has no such section: its keys stand at the top.
    const a = was === undefined && keys[0] === 'mainList' && keys.length === 1 ? {} : was;
    if (canonical(a) === canonical(b)) return;
    if (isBranch(a) && isBranch(b) && Array.isArray(a) === Array.isArray(b)) {
      for (const key of new Set([...Object.keys(a), ...Object.keys(b)]))
        walk(a[key], b[key], [...keys, Array.isArray(b) ? Number(key) : key]);
    } else found.add(IN_THE_FILE.reduce((path, [word, own]) => path.replace(word, own), pathOf(keys)));
  };
  walk(before ?? {}, after, []);
  return [...found].toSorted();
}

function isBranch(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
