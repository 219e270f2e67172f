import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { connectionDocument, salesforceSection, SECRETS, writeConnection } from '../support/e2e/connectionFile.js';
import { minutes } from '../support/e2e/minutes.js';
import { stands } from '../support/e2e/stands.js';
import { startUp, type Up } from '../support/e2e/startUp.js';
import { until } from '../support/e2e/until.js';

const ID = 'watched';

let up: Up;
let hook: Server;
const told: { readonly alert: string; readonly connection: string; readonly n: number | null }[] = [];

beforeAll(async () => {
  hook = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      told.push(JSON.parse(Buffer.concat(chunks).toString()) as (typeof told)[number]);
      response.end();
    });
  });
  await new Promise<void>((ready) => hook.listen(0, '127.0.0.1', ready));
  up = await startUp({ ...SECRETS });
  await up.control.seed({ contacts: 3, members: { mailchimp: 0 }, overlap: 0, oddities: 0, seed: 4 });
}, minutes(7));

afterAll(async () => {
  await new Promise((closed) => hook.close(closed));
  expect(await up.stop()).toBe(0);
}, minutes(2));

const file = (secret: 'E2E_SF_SECRET' | 'E2E_SF_BAD') =>
  writeConnection(
    up.home,
    ID,
    connectionDocument(ID, up.ready, {
      salesforce: salesforceSection(up.ready.sandbox.salesforce, secret),
      // Longer than a sync takes.
      alerts: { webhook: `http://127.0.0.1:${(hook.address() as AddressInfo).port}/alerts`, lag: '30s' },
    }),
  );

/** How often each alert came. */
const times = (alert: string) => told.filter((one) => one.alert === alert).length;
const comes = (alert: string, count: number) =>
  until(`alert ${alert}, time ${count}`, minutes(3), async () => (times(alert) >= count ? true : null));

test(
  'a connection that waits for its schedule is not late; one that needs credentials is, told once, and again only after it was in step',
  async () => {
    await up.json(0, 'apply', await file('E2E_SF_SECRET'));
    expect(await up.json(0, 'sync', ID)).toMatchObject({ outcome: 'inStep' });
    for (let round = 1; round <= 2; round += 1) {
      expect((await up.tandem('apply', await file('E2E_SF_BAD'))).code).toBe(5);
      await stands(up, ID, 'needsAuth');
      await comes('lag', round);
      await up.json(0, 'apply', await file('E2E_SF_SECRET'));
      expect(await up.json(0, 'sync', ID)).toMatchObject({ outcome: 'inStep' });
    }
    const status = await until('a lag longer than allowed', minutes(3), async () => {
      const now = await up.json<{ state: string; lagSeconds: number }>(0, 'status', ID);
      return now.lagSeconds > 31 ? now : null;
    });
    expect(status.state).toBe('idle');
    expect([times('lag'), times('needsAuth')]).toEqual([2, 2]);
    expect(told.every(({ connection }) => connection === ID)).toBe(true);
    expect(told.find(({ alert }) => alert === 'lag')?.n).toBeGreaterThanOrEqual(30);
  },
  minutes(9),
);
