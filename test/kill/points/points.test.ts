import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Activities } from '../../../activities/contract.js';
import { closing } from '../../../src/cli/up/closing.js';
import { SECRETS } from '../../support/e2e/connectionFile.js';
import { minutes } from '../../support/e2e/minutes.js';
import { doubled, ours } from '../../support/e2e/ours.js';
import { quiet } from '../../support/e2e/quiet.js';
import { startHome, type Home } from '../../support/e2e/startHome.js';
import { armedFile, killedFile } from './executioner.js';
import { mortalWorker, type MortalWorker } from './mortalWorker.js';
import { startWorld, type Place } from './startWorld.js';
import { WORLDS, type World } from './worlds.js';

/** Salesforce's time until a call can no longer land (ten minutes), and more: what a dead worker never sent is then proven so. */
const BEYOND_DOUBT_S = 900;
const MOST_WAVES = 12;

const LANE = ['store.lease', 'store.transaction'] as const;
/** Among the points that are found by themselves, those that must be: every activity, and every call that changes one of the systems. */
const MUST_DIE_AT: Readonly<Record<keyof Activities, readonly string[]>> = {
  check: ['crm.describe', 'platform.describe'],
  probe: ['store.saveState'],
  nextRun: [],
  publish: ['store.saveState'],
  // At rest, once a day: what it begins is told by `settle` too.
  watch: [],
  describe: [...LANE, 'store.openRun'],
  collect: [...LANE, 'crm.page', 'platform.page'],
  gather: [...LANE, 'crm.read', 'crm.total', 'platform.total'],
  resolve: [...LANE, 'crm.read', 'crm.findByEmail', 'platform.read'],
  follow: [...LANE, 'crm.read'],
  plan: [...LANE, 'platform.read'],
  guard: LANE,
  write: [
    ...LANE,
    ...['create', 'update', 'optOut', 'optIn', 'remove'].flatMap((call) => [`crm.${call}`, `platform.${call}`]),
    ...['begin', 'upload', 'close', 'state', 'outcomes'].map((call) => `crm.jobs.${call}`),
    'crm.converting.convert',
    'platform.merging.merge',
  ],
  reopen: LANE,
  settle: [...LANE, 'store.beginAlert'],
  reject: ['store.reject'],
  stop: LANE,
};

let home: Home<object>;
let worker: MortalWorker;
let folder: string;
const others = closing(() => undefined);
const places = new Map<World, Place>();

const killed = async () =>
  (await readFile(killedFile(folder), 'utf8').catch(() => '')).split('\n').filter((line) => line !== '');

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'tandem-points-'));
  home = await startHome(['services'], {});
  // Whatever a dead worker left open can no longer land once its clock went on.
  const clocksGoOn = async () => {
    for (const { control } of places.values()) await control.advance(BEYOND_DOUBT_S);
  };
  worker = await mortalWorker(home.home, folder, { ...SECRETS, TANDEM_SECRET_KEY: 'a1'.repeat(32) }, clocksGoOn);
  for (const world of WORLDS) places.set(world, await startWorld(home, world.id, others));
  await Promise.all(Array.from(places, ([world, place]) => world.begin(place)));
}, minutes(12));

afterAll(async () => {
  expect(await worker.stop()).toBe(0);
  await others.close();
  expect(await home.stop()).toBe(0);
  await rm(folder, { recursive: true, force: true });
}, minutes(2));

/** Points of each activity at which a worker died, without the number of the call. */
async function deaths(): Promise<Readonly<Record<string, readonly string[]>>> {
  const found: Record<string, string[]> = {};
  for (const point of await killed()) {
    const [activity = '', call = ''] = point.split(': ');
    const named = call.replace(/ \d+$/, '');
    if (!(found[activity] ??= []).includes(named)) found[activity].push(named);
  }
  return found;
}

test(
  'R-ALL-4 killed after every call of every activity: all end in step, nobody is doubled, no edit and no opt-out is lost, then all is quiet',
  async () => {
    await writeFile(armedFile(folder), '');
    for (let wave = 1, before = -1; before !== (await killed()).length; wave += 1) {
      before = (await killed()).length;
      expect(wave).toBeLessThanOrEqual(MOST_WAVES);
      await Promise.all(Array.from(places, ([world, place]) => world.wave(place, wave)));
      process.stderr.write(`wave ${wave}: ${(await killed()).length} points, ${worker.deaths()} deaths\n`);
    }
    await rm(armedFile(folder));
    for (const [{ id }, place] of places) {
      expect(doubled(await ours(place))).toEqual([]);
      expect(await quiet(place, id, 2)).toEqual([]);
    }
    const found = await deaths();
    for (const [activity, calls] of Object.entries(MUST_DIE_AT))
      expect([activity, found[activity] ?? []]).toEqual([activity, expect.arrayContaining([...calls])]);
  },
  minutes(40),
);
