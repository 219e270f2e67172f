import { afterEach, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { httpClient, retryAfter, type Effect, type HttpOptions } from '../../src/http.js';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
});

async function serving(listener: RequestListener, options: Partial<HttpOptions> = {}) {
  const server = createServer(listener).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/path`);
  const client = httpClient({
    system: 'vendor',
    allows: (at) => at.host === url.host,
    connections: 2,
    timeoutMs: 10_000,
    ...options,
  });
  return {
    server,
    url,
    client,
    send: (effect: Effect) =>
      client.send({
        effect,
        method: effect === 'read' ? 'GET' : 'POST',
        url,
        headers: {},
        ...(effect === 'read' ? {} : { body: '{"a":"é"}' }),
      }),
  };
}

test('an answer comes with its status, time and wish to wait, unzipped; a redirect is an answer', async () => {
  let calls = 0;
  const { send } = await serving((request, response) => {
    calls += 1;
    response.writeHead(302, {
      location: '/elsewhere',
      date: 'Mon, 02 Mar 2026 10:00:00 GMT',
      'retry-after': '5',
      'content-encoding': 'gzip',
    });
    response.end(gzipSync('ünïcode'));
  });
  expect(await send('read')).toMatchObject({
    status: 302,
    text: 'ünïcode',
    date: Date.UTC(2026, 2, 2, 10),
    retryAfterMs: 5_000,
  });
  expect(calls).toBe(1);
});

test.each<[string, RequestListener]>([
  [
    'the connection is cut',
    (request) => void request.on('data', () => undefined).on('end', () => request.socket.destroy()),
  ],
  [
    'the answer stops half-way',
    (_request, response) =>
      void response.writeHead(200, { 'content-length': 100 }).write('half', () => response.destroy()),
  ],
  [
    'a zipped answer stops half-way',
    (_request, response) =>
      void response
        .writeHead(200, { 'content-encoding': 'gzip' })
        .write(gzipSync('x'.repeat(1_000)).subarray(0, 12), () => response.destroy()),
  ],
])('%s: a write is unknown and sent once, a read is unreachable', async (_what, listener) => {
  let calls = 0;
  const { send } = await serving((request, response) => {
    calls += 1;
    listener(request, response);
  });
  await expect(send('write')).rejects.toMatchObject({ name: 'SyncError', kind: 'unknown' });
  expect(calls).toBe(1);
  await expect(send('read')).rejects.toMatchObject({ kind: 'unreachable' });
});

test('no answer in time: a write is unknown', async () => {
  const { send } = await serving(() => undefined, { timeoutMs: 200 });
  await expect(send('write')).rejects.toMatchObject({ kind: 'unknown', detail: { code: 'timeout' } });
});

test('never connected: nothing was sent, so a write is unreachable too', async () => {
  const { server, send } = await serving((_request, response) => void response.end());
  server.close();
  await once(server, 'close');
  servers.pop();
  await expect(send('write')).rejects.toMatchObject({ kind: 'unreachable', detail: { code: 'ECONNREFUSED' } });
});

test('a host that is not allowed is not called', async () => {
  let calls = 0;
  const { send } = await serving(() => (calls += 1), { allows: () => false });
  await expect(send('read')).rejects.toMatchObject({ kind: 'misconfigured' });
  expect(calls).toBe(0);
});

test('an answer is measured after decompression', async () => {
  const { send } = await serving(
    (_request, response) =>
      void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('x'.repeat(100_000))),
    { bodyBytes: 10_000 },
  );
  await expect(send('read')).rejects.toMatchObject({ kind: 'broken' });
});

test('at most so many calls at once', async () => {
  let open = 0;
  let most = 0;
  const { send } = await serving((_request, response) => {
    open += 1;
    most = Math.max(most, open);
    setTimeout(() => {
      open -= 1;
      response.end('{}');
    }, 20);
  });
  await Promise.all(Array.from({ length: 8 }, () => send('read')));
  expect(most).toBe(2);
});

test.each([
  ['120', null, 120_000],
  ['Mon, 02 Mar 2026 10:00:30 GMT', Date.UTC(2026, 2, 2, 10), 30_000],
  ['Mon, 02 Mar 2026 09:00:00 GMT', Date.UTC(2026, 2, 2, 10), 0],
  ['Mon, 02 Mar 2026 10:00:30 GMT', null, null],
  ['soon', 0, null],
  [undefined, 0, null],
])('Retry-After %s is %s', (value, date, expected) => expect(retryAfter(value, date)).toBe(expected));
