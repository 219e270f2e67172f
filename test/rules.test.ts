import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';

const ROOT = path.resolve(__dirname, '..');
const RULE = /\bR-[A-Z]{2,3}-\d+\b/g;
const rows = readFileSync(path.join(ROOT, 'docs/RULES.md'), 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, id, , where] = /^\| (R-[A-Z]{2,3}-\d+) +\| (.+) \| ([^|]*\S) +\|$/.exec(line) ?? [];
    return id === undefined || where === undefined ? [] : [{ id, where }];
  });

function sources(folder: string): readonly string[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => path.join(ROOT, folder, name));
}

test('every rule stands in docs/RULES.md once', () => {
  const ids = rows.map(({ id }) => id);
  expect(ids).toHaveLength(64);
  expect(new Set(ids).size).toBe(ids.length);
});

test('every rule named in code or tests is one of them', () => {
  const named = ['src', 'workflows', 'activities', 'test']
    .flatMap(sources)
    .flatMap((file) => readFileSync(file, 'utf8').match(RULE) ?? []);
  const known = new Set(rows.map(({ id }) => id));
  expect([...new Set(named)].filter((id) => !known.has(id))).toEqual([]);
});

test.each(rows.filter(({ where }) => where !== 'not yet'))('$id is where docs/RULES.md says', ({ id, where }) => {
  const files = where.split(', ');
  expect(files.filter((file) => !existsSync(path.join(ROOT, file)))).toEqual([]);
  expect(files.length).toBeGreaterThan(0);
  expect(id).toMatch(/^R-(?:ALL|SY)-/);
});
