import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { place } from '../../src/runtime/postgresPlace.js';

/** As root PostgreSQL runs as another user; as anybody else it runs as ourselves and every home will do. */
const root = process.getuid?.() === 0;

/** mkdtemp makes a folder that its owner alone can enter. */
let closed: string;
let heard: string[];
const made: string[] = [];
const placed = async (wanted: string) => {
  const found = await place(wanted, (line) => heard.push(line));
  if (!found.folder.startsWith(closed)) made.push(found.folder);
  return found;
};
beforeEach(async () => {
  closed = await mkdtemp(path.join(os.tmpdir(), 'tandem-place-'));
  heard = [];
});
afterEach(async () => {
  for (const folder of [closed, ...made.splice(0)]) await rm(folder, { recursive: true, force: true });
});

test('a home that the user running PostgreSQL can enter holds its database itself', async () => {
  await chmod(closed, 0o755);
  const wanted = path.join(closed, 'postgres');
  const { folder, account } = await placed(wanted);
  expect([folder, account !== null]).toEqual([wanted, root]);
  if (account !== null) expect((await stat(folder)).uid).toBe(account.uid);
});

test('below a closed folder the database lies elsewhere as root, the same place at each start, and names its home', async () => {
  const wanted = path.join(closed, 'postgres');
  const { folder } = await placed(wanted);
  expect(folder === wanted).toBe(!root);
  expect((await placed(wanted)).folder).toBe(folder);
  if (root) expect(await readFile(path.join(folder, 'home'), 'utf8')).toBe(`${wanted}\n`);
  expect(heard).toEqual([]);
});

test('a database elsewhere whose home was removed is told of when the next one is made, and left alone', async () => {
  const wanted = path.join(closed, 'postgres');
  const { folder } = await placed(wanted);
  await mkdir(path.join(folder, 'data'), { recursive: true });
  await writeFile(path.join(folder, 'data', 'PG_VERSION'), '18\n');
  await rm(wanted, { recursive: true });
  const next = await placed(path.join(closed, 'second'));
  expect(next.folder === folder).toBe(false);
  expect(
    heard.filter((line) => line.startsWith(`${folder} holds the database of ${wanted}, which is gone`)),
  ).toHaveLength(root ? 1 : 0);
  expect(await readFile(path.join(folder, 'data', 'PG_VERSION'), 'utf8')).toBe('18\n');
});
