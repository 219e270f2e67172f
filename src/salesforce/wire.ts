import { PassThrough } from 'node:stream';
import type { HttpRequest, HttpResponse } from 'jsforce';
import { Transport } from 'jsforce/lib/transport.js';
import { StreamPromise } from 'jsforce/lib/util/promise.js';
import { SyncError } from '../domain/faults.js';

/** A page of 2,000 wide rows is about 10 MB; more than this is no answer of Salesforce's. */
const MOST_BYTES = 100 * 1024 * 1024;

/** The connection was never made: nothing was sent. */
const NOT_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
]);

/**
 * jsforce's requests, sent by fetch: no retry, no redirect, one deadline for the whole exchange. jsforce's own transport re-sends by
 * itself, follows redirects anywhere, and never ends when a body is cut off (its pipe forwards no error).
 * Faults: `unreachable` = nothing was sent; `unknown` = it may have arrived.
 */
export class Wire extends Transport {
  constructor(
    private readonly timeoutMs: number,
    private readonly seen: (response: HttpResponse) => void,
  ) {
    super();
  }

  override httpRequest(request: HttpRequest): StreamPromise<HttpResponse> {
    const promise = exchange(request, this.timeoutMs).then((response) => {
      this.seen(response);
      // jsforce would parse a result page at once, all of it into objects.
      return isCsv(response) ? { ...response, body: '' } : response;
    });
    // jsforce pipes into the stream as well; the promise is what is used.
    return StreamPromise.create(() => ({ stream: new PassThrough(), promise }));
  }
}

/** Jobs' results: text for whoever asked for it. */
export function isCsv({ statusCode, headers }: HttpResponse): boolean {
  return statusCode < 400 && /^text\/csv(?:;|$)/.test(headers['content-type'] ?? '');
}

async function exchange(request: HttpRequest, timeoutMs: number): Promise<HttpResponse> {
  const host = new URL(request.url).host;
  try {
    const response = await fetch(request.url, {
      method: request.method,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
      ...(request.headers === undefined ? {} : { headers: request.headers }),
      ...(typeof request.body === 'string' ? { body: request.body } : {}),
    });
    const body = await text(response);
    return { statusCode: response.status, headers: Object.fromEntries(response.headers), body };
  } catch (error) {
    throw lost(error, host);
  }
}

async function text(response: Response): Promise<string> {
  if (response.body === null) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.byteLength;
    if (size > MOST_BYTES) throw new Error('body too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The text of fetch's error may hold the address with its query, hence values: only the code is taken over. */
function lost(error: unknown, host: string): SyncError {
  const { code, syscall } = networkCode(error);
  if (NOT_SENT.has(code) || syscall === 'connect' || syscall === 'getaddrinfo') {
    return new SyncError('unreachable', `${host} cannot be reached (${code})`, { system: 'salesforce', code });
  }
  return new SyncError('unknown', `${host} did not answer to the end (${code})`, { system: 'salesforce', code });
}

/** By shape, not by class: fetch throws errors of another realm where modules are sandboxed. */
function networkCode(error: unknown): { code: string; syscall: string | null } {
  for (let at = error, depth = 0; isObject(at) && depth < 5; at = at['cause'], depth += 1) {
    if (at['name'] === 'TimeoutError') return { code: 'TIMEOUT', syscall: null };
    const { code, syscall } = at;
    if (typeof code === 'string') return { code, syscall: typeof syscall === 'string' ? syscall : null };
  }
  return { code: 'CUT', syscall: null };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
