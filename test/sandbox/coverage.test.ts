import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { openBench, type Bench } from './coverage/bench.js';
import { CHECKS } from './coverage/checks.js';

/** docs/sandbox.md says what the Salesforce sandbox covers, a row at a time; every row is checked here, and nothing is checked that no row tells of. */
const page = readFileSync(path.join(__dirname, '..', '..', 'docs', 'sandbox.md'), 'utf8');
const rows = [...page.matchAll(/^\| `([a-z0-9]+\.[\w-]+)`\s*\| (.+?)\s*\|$/gm)].map(([, name = '', says = '']) => ({
  name,
  says,
}));

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());
beforeEach(() => bench.reset());

test('the table of docs/sandbox.md and the checks name the same things, each once', () => {
  const names = rows.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.toSorted()).toEqual(Object.keys(CHECKS).toSorted());
});

/** As the control call takes them: contract, `POST /faults`. */
const KINDS = [
  'status',
  'lost-answer',
  'late-answer',
  'cut-upload',
  'hang',
  'slow',
  'row-error',
  'late-commit',
  'expire-session',
  'html-200',
  'truncate',
];

test('every kind of fault has a row of its own, and its check sees it fire', () => {
  const named = Object.keys(CHECKS).filter((name) => name.startsWith('fault.') && name !== 'fault.everywhere');
  expect(named.toSorted()).toEqual(KINDS.map((kind) => `fault.${kind}`).toSorted());
});

describe('docs/sandbox.md, row by row', () => {
  test.each(rows)('$name: $says', async ({ name }) => {
    const check = CHECKS[name];
    if (check === undefined) throw new Error(`no check for the row ${name}`);
    expect.hasAssertions();
    await check(bench);
  });
});
