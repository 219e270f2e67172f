import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { Arriving } from './faults.js';
import type { Workshop } from './kit.js';
import type { FaultSpec, System } from './types.js';

const LOGIN_PAGE =
  '<!DOCTYPE html><html><head><title>Login</title></head><body><form action="/login" method="post"><input name="username"></form></body></html>';
/** Marks a request handled after its connection was cut. Its value is drawn per server, so that no client can send it. */
const LATE_HEADER = 'x-sandbox-late';

/** Counts every call and plays the transport faults around a system's routes. `cancel` drops the late requests that are still to be handled. */
export function playFaults(app: FastifyInstance, system: System, shop: Workshop): { cancel(): void } {
  const lateMark = randomUUID();
  const pending = new Set<NodeJS.Timeout>();
  const endings = new WeakMap<FastifyRequest, FaultSpec>();
  const isLate = (request: FastifyRequest) => request.headers[LATE_HEADER] === lateMark;

  app.addHook('onRequest', async (request) => {
    if (!isLate(request)) shop.calls.count(system.name, request.method, request.url);
  });

  app.addHook('preParsing', async (request, reply, payload) => {
    if (isLate(request)) return payload;
    const head: Arriving = {
      system: system.name,
      method: request.method,
      path: request.url,
      client: system.client(request.headers),
      body: '',
      op: null,
    };
    let body: Buffer | null = null;
    let arriving = head;
    if (shop.faults.needsBody(head)) {
      body = await read(payload);
      const text = body.toString('utf8');
      arriving = {
        ...head,
        body: text,
        op: system.op?.({ method: request.method, path: request.url, body: text }) ?? null,
      };
    }
    for (const fault of shop.faults.due(arriving)) {
      switch (fault.kind) {
        case 'slow':
          await delay(fault.delayMs ?? 0);
          break;
        case 'expire-session':
          system.expireSessions();
          break;
        case 'lost-answer':
        case 'truncate':
          endings.set(request, fault);
          break;
        case 'status':
          return answerStatus(system, fault, request, reply);
        case 'html-200':
          return reply.code(200).type('text/html; charset=utf-8').send(LOGIN_PAGE);
        case 'hang':
          reply.hijack();
          return payload;
        case 'cut-upload':
          if (body === null) await firstBytes(payload);
          cut(request, reply);
          return payload;
        case 'late-answer': {
          const sent = body ?? (await read(payload));
          cut(request, reply);
          const timer = setTimeout(() => {
            pending.delete(timer);
            void app.inject({
              method: request.method as 'GET',
              url: request.url,
              headers: { ...request.headers, [LATE_HEADER]: lateMark },
              ...(sent.length === 0 ? {} : { payload: sent }),
            });
          }, fault.delayMs ?? 0);
          pending.add(timer);
          return payload;
        }
        case 'row-error':
        case 'late-commit':
          break;
      }
    }
    return body === null ? payload : Readable.from(body.length === 0 ? [] : [body]);
  });

  app.addHook('onSend', async (request, reply, payload) => {
    const ending = endings.get(request);
    if (ending?.kind === 'lost-answer') request.raw.socket.destroy();
    return ending?.kind === 'truncate' ? truncated(reply, payload, ending.bytes) : payload;
  });

  return {
    cancel: () => {
      for (const timer of pending) clearTimeout(timer);
      pending.clear();
    },
  };
}

function answerStatus(system: System, fault: FaultSpec, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const status = fault.status ?? 500;
  const { contentType, body } = system.errorBody(status, fault.code, request.url);
  // A moved resource is to be asked for again where it is said to be: without `location`, right here.
  if (status >= 300 && status < 400)
    reply.header('location', fault.location ?? `${request.protocol}://${request.host}${request.url}`);
  if (fault.retryAfterS !== undefined) reply.header('retry-after', String(fault.retryAfterS));
  return reply.code(status).type(contentType).send(body);
}

/** The connection goes without an answer; the client cannot know what came of its request. */
function cut(request: FastifyRequest, reply: FastifyReply): void {
  reply.hijack();
  request.raw.socket.destroy();
}

/**
 * The nastiest cut: no Content-Length, the end of the connection ends the body, so that only its content tells that something is missing.
 * Without `bytes` half of it goes out. A stream has no length for Fastify to add.
 */
function truncated(reply: FastifyReply, payload: unknown, bytes: number | undefined): Readable {
  const whole = typeof payload === 'string' || Buffer.isBuffer(payload) ? Buffer.from(payload) : Buffer.alloc(0);
  reply.removeHeader('content-length');
  reply.header('connection', 'close');
  reply.raw.useChunkedEncodingByDefault = false;
  const rest = whole.subarray(0, bytes ?? Math.floor(whole.length / 2));
  return Readable.from(rest.length === 0 ? [] : [rest]);
}

async function read(stream: AsyncIterable<Uint8Array | string>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

/** Waits until a part of the body has come (or all of an empty one). */
function firstBytes(stream: Readable): Promise<void> {
  return new Promise((resolve) => {
    stream.once('data', () => resolve());
    stream.once('end', () => resolve());
    stream.once('error', () => resolve());
  });
}
