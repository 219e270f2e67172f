import http from 'node:http';
import https from 'node:https';
import { createGunzip } from 'node:zlib';
import type { Readable } from 'node:stream';
import { SyncError, type Kind } from './domain/faults.js';

/** What a lost answer means: of a read nothing, of a write that anything may have landed. */
export type Effect = 'read' | 'write';

export interface HttpRequest {
  readonly effect: Effect;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** UTF-8 text; its Content-Type is among the headers. */
  readonly body?: string;
}

export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
  /** The server's own time, epoch ms, whole seconds; null when it gave none. */
  readonly date: number | null;
  /** Milliseconds it asked us to wait; null when it did not. */
  readonly retryAfterMs: number | null;
}

export interface HttpOptions {
  /** 'mailchimp', …: named in errors. */
  readonly system: string;
  /** Law of hosts: credentials go nowhere else. Asked before every request. */
  allows(url: URL): boolean;
  /** At most so many calls at once; the others queue. */
  readonly connections: number;
  /** From the moment a connection is free to the last byte of the answer, ms. */
  readonly timeoutMs: number;
  /** Longest answer after decompression, bytes. */
  readonly bodyBytes?: number;
}

export interface HttpClient {
  /**
   * One call, answered with whatever status it has: redirects are answers like others, nothing is followed and nothing repeated.
   * Throws SyncError: `unreachable` when nothing was sent (or a read found no answer), `unknown` when a write was sent and its answer is lost,
   * `misconfigured` for a host that is not allowed, `broken` for an answer to a read that is too long.
   */
  send(request: HttpRequest): Promise<HttpAnswer>;
  /** Drops idle connections; the client may still be used. */
  close(): void;
}

const BODY_BYTES = 64 * 1024 * 1024;
/** Idle connections go before a server would drop them: a request written to a connection that is just being closed is a lost answer. */
const IDLE_MS = 2_000;

/** node:http rather than fetch, because only here can "never connected" be told from "sent, no answer" for certain, and connections be limited. */
export function httpClient(options: HttpOptions): HttpClient {
  const pool = {
    keepAlive: true,
    maxSockets: options.connections,
    maxTotalSockets: options.connections,
    timeout: IDLE_MS,
  };
  const agents = { 'http:': new http.Agent(pool), 'https:': new https.Agent(pool) };
  return {
    async send(request) {
      const { url } = request;
      if ((url.protocol !== 'http:' && url.protocol !== 'https:') || !options.allows(url))
        throw new SyncError('misconfigured', `${url.host} is not a host of ${options.system}: nothing was sent there`, {
          system: options.system,
        });
      const agent = agents[url.protocol];
      try {
        return await exchange(request, agent, options);
      } catch (error) {
        throw translated(error, request, options);
      }
    },
    close() {
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
}

/** No whole answer came. `sent`: bytes may have gone out. */
class Lost extends Error {
  constructor(
    readonly why: string,
    readonly sent: boolean,
  ) {
    super(why);
  }
}

class TooLong extends Error {}

function exchange(request: HttpRequest, agent: http.Agent, options: HttpOptions): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    let sent = false;
    let timer: NodeJS.Timeout | undefined;
    const body = request.body === undefined ? undefined : Buffer.from(request.body, 'utf8');
    const call = (request.url.protocol === 'https:' ? https : http).request(request.url, {
      method: request.method,
      agent,
      headers: {
        'accept-encoding': 'gzip',
        ...request.headers,
        ...(body === undefined ? {} : { 'content-length': body.length }),
      },
    });
    const settle = (act: () => void) => {
      clearTimeout(timer);
      act();
    };
    const lose = (why: string) => settle(() => reject(new Lost(why, sent)));
    call.once('socket', (socket) => {
      timer = setTimeout(() => {
        lose('timeout');
        call.destroy();
      }, options.timeoutMs);
      if (!socket.connecting) sent = true;
      else socket.once(request.url.protocol === 'https:' ? 'secureConnect' : 'connect', () => (sent = true));
    });
    call.once('error', (error: NodeJS.ErrnoException) => lose(error.code ?? 'connection'));
    call.once('response', (response) => {
      read(response, options.bodyBytes ?? BODY_BYTES).then(
        (text) => settle(() => resolve(answerOf(response, text))),
        (error: unknown) => {
          call.destroy();
          if (error instanceof TooLong) settle(() => reject(error));
          else lose('truncated');
        },
      );
    });
    call.end(body);
  });
}

async function read(response: http.IncomingMessage, limit: number): Promise<string> {
  const zipped = response.headers['content-encoding'] === 'gzip';
  const stream: Readable = zipped ? response.pipe(createGunzip()) : response;
  // pipe() passes no failure on: a cut connection would leave the gunzip waiting for ever.
  if (zipped)
    response
      .once('error', (error) => stream.destroy(error))
      .once('aborted', () => stream.destroy(new Error('aborted')));
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limit) throw new TooLong();
    chunks.push(chunk);
  }
  if (!response.complete) throw new Error('incomplete');
  return Buffer.concat(chunks).toString('utf8');
}

function answerOf(response: http.IncomingMessage, text: string): HttpAnswer {
  const headers: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(response.headers))
    headers[name] = Array.isArray(value) ? value.join(', ') : value;
  const date = instant(headers['date']);
  return {
    status: response.statusCode ?? 0,
    headers,
    text,
    date,
    retryAfterMs: retryAfter(headers['retry-after'], date),
  };
}

/** Seconds or an HTTP date (RFC 9110, 10.2.3); a date counts from the server's own time, not from ours. */
export function retryAfter(value: string | undefined, date: number | null): number | null {
  if (value === undefined) return null;
  if (/^\s*\d{1,9}\s*$/.test(value)) return Number(value) * 1_000;
  const until = instant(value);
  return until === null || date === null ? null : Math.max(0, until - date);
}

function instant(value: string | undefined): number | null {
  const at = value === undefined ? Number.NaN : Date.parse(value);
  return Number.isNaN(at) ? null : at;
}

function translated(error: unknown, { effect, url }: HttpRequest, { system }: HttpOptions): unknown {
  if (error instanceof TooLong) {
    const kind: Kind = effect === 'write' ? 'unknown' : 'broken';
    return new SyncError(kind, `${url.host} answered more than we can take`, {
      system,
      code: 'too-long',
      cause: error,
    });
  }
  if (!(error instanceof Lost)) return error;
  const lost = error.sent && effect === 'write';
  const message = error.sent
    ? `${url.host} gave no whole answer (${error.why})${lost ? ': what was written may have landed' : ''}`
    : `${url.host} could not be reached (${error.why}): nothing was sent`;
  return new SyncError(lost ? 'unknown' : 'unreachable', message, { system, code: error.why, cause: error });
}
