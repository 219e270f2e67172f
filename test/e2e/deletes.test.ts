import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { connectionDocument, SECRETS, writeConnection } from '../support/e2e/connectionFile.js';
import { liar, type Liar } from '../support/e2e/liar.js';
import { minutes } from '../support/e2e/minutes.js';
import { ours } from '../support/e2e/ours.js';
import { quiet } from '../support/e2e/quiet.js';
import { startUp, type Up } from '../support/e2e/startUp.js';

const ID = 'deletes';
const LEAVING = 700;
const STAYING = 60;
const HOUR_S = 3_600;

interface Report {
  readonly outcome: string;
  readonly deleted: { readonly salesforce: number; readonly platform: number };
  readonly held: { readonly n: number; readonly hash: string } | null;
}

let up: Up;
let between: Liar;

beforeAll(async () => {
  up = await startUp({ ...SECRETS });
  between = await liar(up.ready.sandbox.mailchimp);
  await up.control.seed({ contacts: LEAVING + STAYING, members: { mailchimp: 0 }, overlap: 0, oddities: 0, seed: 7 });
  await applied({});
  expect(await up.json(0, 'sync', ID)).toMatchObject({ created: { platform: LEAVING + STAYING } });
}, minutes(15));

afterAll(async () => {
  await between.close();
  expect(await up.stop()).toBe(0);
}, minutes(2));

/** With `deletions` and limits as given; nobody is held otherwise. */
async function applied(deletions: object, limits: object = { atLeast: 100_000 }): Promise<void> {
  const platform = { kind: 'mailchimp', baseUrl: between.url, apiKey: '${env:E2E_MC_KEY}' };
  const document = connectionDocument(ID, up.ready, { platform, limits, deletions });
  await up.json(0, 'apply', await writeConnection(up.home, ID, document));
}

const fully = (code = 0) => up.json<Report>(code, 'sync', ID, '--full');
const contacts = async () => (await up.org.query('SELECT Id FROM Contact')).length;

/** A full sync that writes nothing at all. */
async function writesNothing(lie: Liar['lie'] = null): Promise<void> {
  const from = await up.control.mark();
  const told = between.told;
  between.lie = lie;
  await fully();
  between.lie = null;
  if (lie !== null) expect(between.told).toBeGreaterThan(told);
  expect(await ours(up, from)).toEqual([]);
}

test(
  'R-ALL-9 700 people deleted on the platform: none is created again, not by a full sync, nor by ten others',
  async () => {
    const members = (await up.audience.all()).map(({ contact_id }) => contact_id);
    for (let at = 0; at < LEAVING; at += 10)
      await Promise.all(members.slice(at, at + 10).map((id) => up.audience.forget(id)));
    await writesNothing();
    expect(await quiet(up, ID)).toEqual([]);
    expect([(await up.audience.all()).length, await contacts()]).toEqual([STAYING, LEAVING + STAYING]);
  },
  minutes(15),
);

test(
  'R-ALL-9 with `deletions: {salesforce: delete}` they are deleted in the org after the second complete listing a hold time later, and not before; empty listings and totals that disagree are none',
  async () => {
    await applied({ salesforce: 'delete' }, { atLeast: 50, deletes: '5%' });
    await writesNothing('empty');
    await up.control.advance(25 * HOUR_S);
    await writesNothing('total');
    await up.control.advance(25 * HOUR_S);
    // The first that counts.
    await writesNothing();
    await up.control.advance(23 * HOUR_S);
    await writesNothing();
    await up.control.advance(2 * HOUR_S);
    await writesNothing('total');
    await writesNothing('empty');
    expect(await contacts()).toBe(LEAVING + STAYING);

    const { held } = await fully(6);
    expect([held?.n, await contacts()]).toEqual([LEAVING, LEAVING + STAYING]);
    const from = await up.control.mark();
    expect(await up.json<Report>(0, 'approve', ID, held!.hash)).toMatchObject({
      report: { deleted: { salesforce: LEAVING, platform: 0 }, held: null },
    });
    const written = await ours(up, from);
    expect([written.length, new Set(written.map(({ op }) => op))]).toEqual([LEAVING, new Set(['delete'])]);
    expect(await contacts()).toBe(STAYING);
    expect(await quiet(up, ID)).toEqual([]);
  },
  minutes(25),
);

test(
  'R-ALL-9 a listing that breaks, or is cut with a total that agrees, takes nobody along who is there',
  async () => {
    await applied({ salesforce: 'delete', platform: 'archive' });
    for (let listing = 0; listing < 3; listing += 1) {
      await writesNothing('cut');
      await up.control.advance(25 * HOUR_S);
    }
    const listing = { system: 'mailchimp' as const, match: { method: 'GET', path: '/members?' } };
    await up.control.fault({ ...listing, kind: 'status', status: 500, times: 2 });
    await writesNothing();
    expect(await up.control.fired()).toEqual([2]);
    await up.control.clearFaults();
    expect([(await up.audience.all()).length, await contacts()]).toEqual([STAYING, STAYING]);
  },
  minutes(15),
);

test(
  'R-ALL-9 a contact in the bin archives its member at once; undeleted neither is it deleted again nor its member created',
  async () => {
    const [{ Id, Email }] = (await up.org.query('SELECT Id, Email FROM Contact LIMIT 1')) as [
      { Id: string; Email: string },
    ];
    await up.control.ask('POST', '/salesforce/delete', { ids: [Id] });
    expect(await up.json<Report>(0, 'sync', ID)).toMatchObject({ deleted: { salesforce: 0, platform: 1 } });
    expect((await up.audience.all()).length).toBe(STAYING - 1);
    await up.control.ask('POST', '/salesforce/undelete', { ids: [Id] });
    expect(await quiet(up, ID)).toEqual([]);
    expect((await up.audience.all()).length).toBe(STAYING - 1);
    expect(await up.json(0, 'explain', ID, Email)).toMatchObject({ tombstone: { system: 'platform' } });
  },
  minutes(15),
);
