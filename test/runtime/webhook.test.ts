import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { webhook } from '../../src/worker/webhook.js';
import { soundConnection } from '../cli/desk.js';
import { memoryStore } from '../support/memoryStore.js';

let server: Server;
let answer = 200;
let got: { readonly path: string; readonly body: unknown }[] = [];
beforeEach(async () => {
  [answer, got] = [200, []];
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      got.push({ path: request.url ?? '', body: JSON.parse(Buffer.concat(chunks).toString()) as unknown });
      response.writeHead(answer).end();
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
});
afterEach(() => new Promise((closed) => server.close(closed)));

const ALERT = { connection: 'acme-newsletter', kind: 'held', since: 0, n: 7, hash: 'abcd' } as const;
const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?key=1`;

async function told(alerts: object | undefined, env: NodeJS.ProcessEnv = {}) {
  const store = memoryStore();
  const changes = { allowLoopback: true, ...(alerts === undefined ? {} : { alerts }) };
  await store.putConnection('acme-newsletter', 'h', soundConnection(changes), '/files');
  return webhook(store, env)(ALERT);
}

test('an alert is posted as JSON to the connection’s webhook, its address from the worker’s environment', async () => {
  await told({ webhook: '${env:ALERT_URL}' }, { ALERT_URL: url() });
  expect(got).toEqual([
    {
      path: '/hook?key=1',
      body: {
        connection: 'acme-newsletter',
        alert: 'held',
        since: '1970-01-01T00:00:00.000Z',
        n: 7,
        hash: 'abcd',
        advice: expect.stringContaining('tandem approve'),
      },
    },
  ]);
});

test('without a webhook nothing is sent', async () => {
  await told(undefined);
  expect(got).toEqual([]);
});

test('one that is not taken is a fault: it was not told', async () => {
  answer = 500;
  await expect(told({ webhook: url() })).rejects.toMatchObject({ kind: 'unreachable', detail: { code: '500' } });
  await expect(told({ webhook: '${env:ALERT_URL}' })).rejects.toMatchObject({ kind: 'unauthorized' });
});
