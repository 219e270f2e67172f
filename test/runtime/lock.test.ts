import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { identify } from '../../src/runtime/identity.js';
import { lockHome } from '../../src/runtime/lock.js';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'tandem-lock-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

test('a home is held by one process: the second is refused and told who holds it', async () => {
  const lock = await lockHome(home, 'up');
  await expect(lockHome(home, 'demo')).rejects.toMatchObject({
    kind: 'refused',
    message: expect.stringMatching(new RegExp(`held by process ${process.pid} \\(tandem up`)),
  });
  await lock.release();
  const next = await lockHome(home, 'demo');
  expect(next.recovered).toBe(false);
  await next.release();
  expect(await readdir(home)).toEqual([]);
});

test('the lock of a process that was killed is taken over, and said to be', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  const identity = await identify(child.pid ?? 0);
  await writeFile(path.join(home, 'lock'), JSON.stringify({ ...identity, command: 'up', since: 'earlier' }));
  await expect(lockHome(home, 'up')).rejects.toMatchObject({ kind: 'refused' });
  child.kill('SIGKILL');
  await once(child, 'exit');
  const lock = await lockHome(home, 'up');
  expect(lock.recovered).toBe(true);
  await lock.release();
});

test('a later process with the number of a dead holder does not count as the holder', async () => {
  await writeFile(
    path.join(home, 'lock'),
    JSON.stringify({ pid: process.pid, began: 'another boot/1', command: 'up', since: 'earlier' }),
  );
  const lock = await lockHome(home, 'up');
  expect(lock.recovered).toBe(true);
  await lock.release();
});
