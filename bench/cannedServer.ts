import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An answer by "METHOD path?query"; a path may end in `*`. */
export interface Canned {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** A server that only knows answers by heart: what a client can reach when the server costs nothing. */
const answers = new Map(
  Object.entries(JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Record<string, Canned>).map(
    ([key, { status, type, body }]) => [key, { status, type, body: Buffer.from(body) }] as const,
  ),
);

const server = createServer((request, response) => {
  request.on('data', () => undefined);
  request.on('end', () => {
    const key = `${request.method} ${request.url}`;
    const found = answers.get(key) ?? answers.get(`${request.method} *`);
    response.writeHead(found?.status ?? 404, {
      'Content-Type': found?.type ?? 'text/plain',
      'Content-Length': found?.body.length ?? 0,
    });
    response.end(found?.body);
  });
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`ready ${JSON.stringify({ port: (server.address() as AddressInfo).port })}\n`);
});
