import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What Mailchimp's listings say that is not so: nobody at all, one more than they list, or the first few as if there were no more. */
export type Lie = 'empty' | 'total' | 'cut';

export interface Liar {
  readonly url: string;
  /** null: all is passed on as it is. */
  lie: Lie | null;
  /** Listings that were falsified so far. */
  readonly told: number;
  close(): Promise<void>;
}

/** As many members as a cut listing shows. */
export const CUT_AT = 20;

/** Stands between Tandem and the audience, and passes everything on but for what it is to say about listings. */
export async function liar(origin: string): Promise<Liar> {
  const state = { lie: null as Lie | null, told: 0 };
  const server = createServer((request, response) => {
    pass(origin, request, response, (url, body) => {
      if (state.lie === null || !url.pathname.endsWith('/members') || url.searchParams.has('status')) return body;
      const changed = falsified(state.lie, url, body as Listing);
      if (changed !== body) state.told += 1;
      return changed;
    }).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return Object.assign(state, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  });
}

interface Listing {
  readonly members?: readonly unknown[];
  readonly total_items: number;
}

function falsified(lie: Lie, { searchParams }: URL, body: Listing): Listing {
  if (lie === 'empty') return { ...body, members: [], total_items: 0 };
  if (lie === 'total') return searchParams.get('count') === '1' ? { ...body, total_items: body.total_items + 1 } : body;
  if (body.total_items <= CUT_AT) return body;
  return { ...body, members: (body.members ?? []).slice(0, CUT_AT), total_items: CUT_AT };
}

async function pass(
  origin: string,
  request: IncomingMessage,
  response: ServerResponse,
  edit: (url: URL, body: unknown) => unknown,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const url = new URL(request.url ?? '/', origin);
  const { method = 'GET' } = request;
  const answer = await fetch(url, {
    method,
    headers: { authorization: request.headers.authorization ?? '', 'content-type': 'application/json' },
    ...(chunks.length === 0 ? {} : { body: Buffer.concat(chunks) }),
  });
  const text = await answer.text();
  const edited = method === 'GET' && answer.ok && text !== '' ? JSON.stringify(edit(url, JSON.parse(text))) : text;
  response.writeHead(answer.status, {
    'content-type': answer.headers.get('content-type') ?? 'application/json',
    date: answer.headers.get('date') ?? new Date(0).toUTCString(),
  });
  response.end(answer.status === 204 ? undefined : edited);
}
