import { Connection, type HttpResponse } from 'jsforce';
import type { SalesforceSettings } from '../domain/connection.js';
import { SyncError } from '../domain/faults.js';
import type { Budget } from '../ports/crm.js';
import { allowance } from './allowance.js';
import { keptLogin } from './keptLogin.js';
import { orgClock } from './orgClock.js';
import { refusal, retryAfter } from './refusal.js';
import { signIn, type Grant } from './signIn.js';
import { refuseJwt, soapStatus } from './soapFaults.js';
import { isCsv, Wire } from './wire.js';

export interface SessionOptions {
  readonly settings: SalesforceSettings;
  readonly allowLoopback: boolean;
  saveRefreshToken(token: string): Promise<void>;
  /** A whole exchange may take so long, ms. */
  readonly readMs: number;
  readonly writeMs: number;
}

export interface Call {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Below `/services/data/vXX.X`, or from the root where it begins with `/services/`. */
  readonly path: string;
  readonly body?: unknown;
  /** Goes out instead of `body`, as it is. */
  readonly csv?: string;
  /** Goes out by one of jsforce's own calls instead; `path` then only names it. A fault's code is taken for its status: SOAP answers each with 500. */
  readonly by?: (connection: Connection) => Promise<unknown>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether records may be changed by it: decides what a lost answer means. */
  readonly writing: boolean;
}

export type Parse<T> = (body: unknown, answer: HttpResponse) => T | undefined;

/** The org, signed in to. All calls of the adapter go through `ask`. */
export interface Session {
  /**
   * @param parse what the answer holds; undefined: not an answer to this call. Of CSV there is no body, only the answer's text.
   * Faults: `unknown` only for writes, when the answer was lost or cannot be read; else by Salesforce's code.
   */
  ask<T>(call: Call, parse: Parse<T>): Promise<T>;
  /** Our own user's 18-character id. */
  user(): Promise<string>;
  now(): number;
  calls(): number;
  budget(): Budget | null;
}

/** How late after its first sending a write refused for its session may go out anew: well within the time it is allowed to land. */
const SEND_AGAIN_WITHIN_MS = 10_000;

/** Sessions refused as soon as they were made that count as the org's hiccup: the activity is tried again. One more, and someone must look. */
const HICCUPS = 3;

/** Signs in, so that credentials are proven and the org's time is known from the start. */
export async function openSession(options: SessionOptions): Promise<Session> {
  const { settings, allowLoopback } = options;
  const clock = orgClock();
  const share = allowance(settings.apiShare);
  let calls = 0;
  let refusedInARow = 0;
  let user: string | null = null;
  let refreshToken: string | null = null;

  const login = keptLogin(() =>
    signIn({
      settings,
      allowLoopback,
      refreshToken,
      wire: new Wire(options.readMs, ({ headers }) => clock.heard(headers)),
      now: clock.now,
      saveRefreshToken: async (token) => {
        refreshToken = token;
        await options.saveRefreshToken(token);
      },
    }),
  );
  const renewed = (refused: Grant, error: SyncError) => {
    // Nothing to sign in with: only a person can give another token.
    if (settings.auth.kind === 'access-token') throw error;
    return login.after(refused);
  };

  const heard = ({ headers }: HttpResponse) => {
    clock.heard(headers);
    share.heard(headers);
  };
  const send = async <T>(grant: Grant, call: Call, parse: Parse<T>): Promise<T> => {
    calls += 1;
    const { body, answer } = await exchange({
      grant,
      call,
      version: settings.apiVersion,
      timeoutMs: call.writing ? options.writeMs : options.readMs,
      heard,
    });
    refusedInARow = 0;
    const parsed = parse(body, answer);
    if (parsed === undefined) throw unreadable(grant, call, body);
    return parsed;
  };
  const withSession = async <T>(call: Call, parse: Parse<T>): Promise<T> => {
    const grant = await login.current();
    const begun = performance.now();
    try {
      return await send(grant, call, parse);
    } catch (error) {
      if (!isExpired(error)) throw error;
      const fresh = await renewed(grant, error);
      // Salesforce refused the session before it looked at the call, so nothing was written; only a call that is late now must not go out.
      if (call.writing && performance.now() - begun > SEND_AGAIN_WITHIN_MS) {
        throw new SyncError('unreachable', 'signing in again took too long to send this batch', {
          system: 'salesforce',
          code: 'LATE',
        });
      }
      return await send(fresh, call, parse).catch((again: unknown) => {
        throw refusedAnew(again);
      });
    }
  };
  /** A session that was refused as soon as it was made: the org's hiccup, unless it goes on so. */
  const refusedAnew = (error: unknown): unknown => {
    if (!isExpired(error)) return error;
    refusedInARow += 1;
    if (refusedInARow > HICCUPS) return error;
    return new SyncError('unreachable', `${settings.loginUrl} gives sessions that it refuses`, {
      system: 'salesforce',
      code: 'INVALID_SESSION_ID',
    });
  };

  const first = await login.current();
  user = first.user;
  // A token that was given to us proves nothing until the org has answered it.
  if (settings.auth.kind === 'access-token')
    await withSession({ method: 'GET', path: '/limits', writing: false }, asObject);
  return {
    ask: async (call, parse) => {
      if (share.isStale()) await withSession({ method: 'GET', path: '/limits', writing: false }, asObject);
      share.check();
      return withSession(call, parse);
    },
    user: async () =>
      (user ??= await withSession({ method: 'GET', path: '/services/oauth2/userinfo', writing: false }, userId)),
    now: clock.now,
    calls: () => calls,
    budget: share.budget,
  };
}

interface Exchange {
  readonly grant: Grant;
  readonly call: Call;
  readonly version: string;
  readonly timeoutMs: number;
  heard(answer: HttpResponse): void;
}

async function exchange({ grant, call, version, timeoutMs, heard }: Exchange): Promise<{
  readonly body: unknown;
  readonly answer: HttpResponse;
}> {
  // No refresh function: jsforce would sign in again without bound (every 401, for ever).
  const connection = new Connection({ instanceUrl: grant.instance, accessToken: grant.accessToken, version });
  let answer: HttpResponse = { statusCode: 0, headers: {}, body: '' };
  const transport = new Wire(timeoutMs, (response) => {
    answer = response;
    heard(response);
  });
  connection._transport = transport;
  const url = call.path.startsWith('/services/')
    ? grant.instance + call.path
    : `${grant.instance}/services/data/v${version}${call.path}`;
  const sent = call.csv ?? (call.body === undefined ? undefined : JSON.stringify(call.body));
  const type = call.csv === undefined ? 'application/json' : 'text/csv';
  const headers = { ...call.headers, ...(sent === undefined ? {} : { 'content-type': type }) };
  const body = sent === undefined ? {} : { body: sent };
  try {
    if (call.by !== undefined) refuseJwt(grant.accessToken);
    const read = await (call.by?.(connection) ??
      connection.request({ method: call.method, url, headers, ...body }, { transport }));
    return { body: isCsv(answer) ? null : read, answer };
  } catch (error) {
    if (error instanceof SyncError)
      throw call.writing || error.kind !== 'unknown'
        ? error
        : new SyncError('unreachable', error.message, error.detail);
    throw refused(answer, error, new URL(url).host, call);
  }
}

/** jsforce's error carries Salesforce's code and text, but neither status nor headers. */
function refused({ statusCode, headers }: HttpResponse, error: unknown, host: string, call: Call): SyncError {
  const first = firstOf(error);
  const status = call.by === undefined ? statusCode : soapStatus(statusCode, first.code, first.text);
  return refusal({
    host,
    status,
    code: first.code,
    vendorText: first.text,
    retryAfterMs: retryAfter(headers),
    writing: call.writing,
  });
}

function firstOf(error: unknown): { readonly code: string; readonly text: string } {
  const several = isObject(error) && Array.isArray(error['data']) ? (error['data'][0] as unknown) : error;
  const code = isObject(several) ? several['errorCode'] : undefined;
  const text = isObject(several) ? several['message'] : undefined;
  // SOAP: `sf:INVALID_SESSION_ID`
  return {
    code: typeof code === 'string' ? code.replace(/^\w+:/, '') : 'UNREADABLE',
    text: typeof text === 'string' ? text : '',
  };
}

/** A page of HTML, JSON cut off, a redirect's empty body: for a write the same as no answer. */
function unreadable(grant: Grant, call: Call, body: unknown): SyncError {
  const kind = call.writing ? 'unknown' : isObject(body) || Array.isArray(body) ? 'broken' : 'unreachable';
  return new SyncError(
    kind,
    `${new URL(grant.instance).host} answered a ${call.method} with something else than was asked for`,
    { system: 'salesforce', code: 'UNREADABLE' },
  );
}

function isExpired(error: unknown): error is SyncError {
  return error instanceof SyncError && error.detail.code === 'INVALID_SESSION_ID';
}

function userId(body: unknown): string | undefined {
  const id = isObject(body) ? body['user_id'] : undefined;
  return typeof id === 'string' ? id : undefined;
}

const asObject = (body: unknown) => (isObject(body) ? body : undefined);

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
