import { expect, test } from '@jest/globals';
import { tellManyThrough } from '../../workflows/histories/tellManyThrough.js';

const HISTORIES = 8;
/** Each waits most of its time for the server. */
const LANES = 12;

test(`R-ALL-4 ${HISTORIES} histories whose runs the real workflows walk, with retries, holds and continuations of theirs: none loses an edit, doubles a person or forgets an opt-out`, async () => {
  const { failures, fired, writes } = await tellManyThrough(1, HISTORIES, LANES);
  expect(failures).toEqual([]);
  expect(writes).toBeGreaterThan(4 * HISTORIES);
  for (const fault of ['crash', 'zombie', 'run stopped', 'paused', 'late commit'])
    expect([fault, (fired[fault] ?? 0) > 0]).toEqual([fault, true]);
}, 900_000);
