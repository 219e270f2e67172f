import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { main } from '../../src/cli/main.js';
import { fileWith } from '../connection/file.js';

let folder: string;
let out: string[];
let err: string[];
const before = { ...process.env };

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tandem-cli-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

beforeEach(() => {
  out = [];
  err = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0);
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0);
  for (const name of Object.keys(process.env)) if (/^(?:TEMPORAL_|DATABASE_URL)/.test(name)) delete process.env[name];
  process.env['TANDEM_HOME'] = path.join(folder, 'home');
});
afterEach(() => {
  jest.restoreAllMocks();
  process.env = { ...before };
});

async function file(name: string, text: string): Promise<string> {
  await writeFile(path.join(folder, name), text);
  return path.join(folder, name);
}

const printed = (): unknown => JSON.parse(out.join(''));

describe('schema', () => {
  test('prints the JSON Schema of the connection file', async () => {
    expect(await main(['schema'])).toBe(0);
    expect(printed()).toMatchObject({
      title: 'Tandem connection file',
      type: 'object',
      required: expect.arrayContaining(['version', 'id', 'profile', 'salesforce', 'platform']),
    });
  });
});

describe('validate', () => {
  test('a sound file is valid, without its references being resolved', async () => {
    expect(await main(['validate', await file('sound.json', fileWith({})), '--json'])).toBe(0);
    expect(printed()).toEqual({ valid: true, problems: [] });
  });

  test('every problem is told with path and reason, a secret never', async () => {
    const text = fileWith({ platform: { kind: 'mailchimp', apiKey: 'hunter2-us1' }, colour: 'blue' });
    expect(await main(['validate', await file('odd.json', text), '--json'])).toBe(2);
    expect(printed()).toEqual({
      valid: false,
      problems: expect.arrayContaining([
        { path: 'platform.apiKey', reason: expect.stringContaining('${env:NAME}') },
        { path: 'colour', reason: expect.stringContaining('unknown key') },
      ]),
    });
    expect([...out, ...err].join('')).not.toContain('hunter2');
  });

  test('a file that is not there is invalid input', async () => {
    const nowhere = path.join(folder, 'nowhere.yaml');
    expect(await main(['validate', nowhere, '--json'])).toBe(2);
    expect(printed()).toEqual({
      valid: false,
      problems: [{ path: nowhere, reason: expect.stringMatching(/^cannot be read/) }],
    });
  });

  test('live, a credential that is not there is a problem with its place: exit 5', async () => {
    const text = fileWith({ allowLoopback: true });
    expect(await main(['validate', '--live', await file('live.json', text), '--json'])).toBe(5);
    expect(printed()).toEqual({
      valid: false,
      problems: [{ path: 'salesforce.auth', reason: expect.stringMatching(/environment variable \w+ is not set on /) }],
    });
  });
});

describe('apply', () => {
  test('an unsound file changes nothing: exit 2, problems on standard error', async () => {
    expect(await main(['apply', await file('bad.json', fileWith({ object: 'Account' }))])).toBe(2);
    expect(out).toEqual([]);
    expect(err.join('')).toContain('object: must be Contact or Lead');
  });
});

describe('without services', () => {
  test.each([
    ['list'],
    ['status', 'x'],
    ['errors', 'x'],
    ['explain', 'x', 'p'],
    ['sync', 'x'],
    ['plan', 'x'],
    ['pause', 'x'],
    ['resume', 'x'],
    ['retry', 'x'],
    ['remove', 'x'],
  ])(
    '%s says what to start: exit 5',
    async (...args) => {
      expect(await main(args)).toBe(5);
      expect(err.join('')).toContain('tandem up');
      expect(out).toEqual([]);
      // The first of them loads Temporal's client.
    },
    120_000,
  );
});

test.each([[['sync']], [['nonsense']], [['status', 'x', '--nonsense']], [['retry', 'x', '--entry', 'two']]])(
  '%j is a misuse: exit 2',
  async (args) => {
    expect(await main(args)).toBe(2);
  },
);

test.each([[['status', 'x'], 5, 'tandem up'] as const, [['nonsense'], 2, 'unknown command'] as const])(
  '%j with --json fails with one document on standard output',
  async (args, exit, says) => {
    expect(await main(['--json', ...args])).toBe(exit);
    expect(printed()).toEqual({ error: { exit, message: expect.stringContaining(says) } });
  },
);

test('every command explains itself', async () => {
  for (const command of [
    'schema',
    'validate',
    'apply',
    'list',
    'status',
    'sync',
    'plan',
    'pause',
    'resume',
    'errors',
    'retry',
    'explain',
    'remove',
  ]) {
    expect(await main([command, '--help'])).toBe(0);
  }
  expect(out.join('')).toContain('--even-paused');
});
