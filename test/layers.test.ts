import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { brokenLaws } from './layers/broken.js';

const ROOT = path.resolve(__dirname, '..');
const FOLDERS = ['src', 'workflows', 'activities', 'sandbox'];

function sources(): readonly string[] {
  return FOLDERS.flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => path.posix.join(folder, ...name.split(path.sep))),
  );
}

const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');

test('every import keeps the laws of the layout', () => {
  const files = sources();
  expect(files.length).toBeGreaterThan(50);
  expect(files.flatMap((file) => brokenLaws(file, read(file)))).toEqual([]);
});

describe('a broken law is named', () => {
  test.each([
    ['src/domain/match.ts', "import { createHash } from 'node:crypto';", 'no package'],
    ['src/domain/match.ts', "import { z } from 'zod';", 'no package'],
    ['src/domain/match.ts', "import type { Store } from '../ports/store.js';", 'each other only'],
    ['src/domain/match.ts', 'export const at = () => Date.now();', 'no clock'],
    ['src/profiles/mainList.ts', 'export const draw = () => Math.random();', 'no randomness'],
    ['src/connection/parse.ts', "import { postgresStore } from '../store/index.js';", 'src/connection'],
    ['src/ports/store.ts', "export { postgresStore } from '../store/index.js';", 'src/ports'],
    ['src/salesforce/read.ts', "import { get } from '../platforms/mailchimp/client.js';", 'src/salesforce'],
    ['src/platforms/mailchimp/read.ts', "import { soql } from '../../salesforce/soql.js';", 'never another adapter'],
    ['src/platforms/mailchimp/read.ts', "import { Connection } from 'jsforce';", 'never another adapter'],
    ['src/store/index.ts', "const { Client } = require('@temporalio/client');", 'src/store'],
    ['src/cli/main.ts', "const { Connection } = await import('jsforce');", 'src/cli'],
    ['src/cli/main.ts', "import { run } from '../../workflows/run.js';", 'only the messages'],
    ['workflows/run.ts', "import { createActivities } from '../activities/index.js';", 'by import type'],
    ['workflows/run.ts', "import {\n  readFile,\n  rename,\n} from 'node:fs/promises';", 'workflows'],
    ['activities/write.ts', "import { salesforce } from '../src/salesforce/index.js';", 'never an adapter'],
    ['activities/write.ts', "import type { RunEnded } from '../workflows/messages.js';", 'never a workflow'],
    ['sandbox/mailchimp/people.ts', "import type { Snapshot } from '../../src/domain/record.js';", 'sandbox'],
    ['lib/new.ts', '', 'no folder the layout knows'],
  ])('%s: %s', (file, source, named) => {
    expect(brokenLaws(file, source)).toEqual([expect.stringContaining(named)]);
  });
});

test.each([
  ['workflows/run.ts', "import type { Activities } from '../activities/contract.js';"],
  ['src/domain/match.ts', "// Date.now() and zod are out of reach here\nimport type { Link } from './link.js';"],
  ['src/cli/commands/sync.ts', "const { awaitRun } = await import('../operations/awaitRun.js');"],
])('%s may: %s', (file, source) => {
  expect(brokenLaws(file, source)).toEqual([]);
});
