import type { Connection, HttpResponse } from 'jsforce';
import type { SalesforceSettings } from '../domain/connection.js';
import { SyncError } from '../domain/faults.js';
import type { Purpose } from '../domain/purpose.js';
import type { Budget } from '../ports/crm.js';
import { allowance, type Usage, usage } from './allowance.js';
import { exchange } from './exchange.js';
import { keptLogin } from './keptLogin.js';
import { orgClock } from './orgClock.js';
import { signIn, type Grant } from './signIn.js';
import { Wire } from './wire.js';

export interface SessionOptions {
  readonly settings: SalesforceSettings;
  readonly allowLoopback: boolean;
  saveRefreshToken(token: string): Promise<void>;
  /** A whole exchange may take so long, ms. */
  readonly readMs: number;
  readonly writeMs: number;
  /** Shared by all connections of the org; absent: this one's own. */
  readonly usage?: Usage;
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
  /** Origin of the org's own address. */
  readonly instance: string;
  /** Our own user's 18-character id. */
  user(): Promise<string>;
  now(): number;
  calls(): number;
  budget(): Budget | null;
  /** This session, its calls made for a purpose: `quota` where they may not go out for it. */
  spending(purpose: Purpose): Session;
  /** Throws `quota` where nothing of this purpose may begin. */
  mayBegin(): Promise<void>;
}

/** How late after its first sending a write refused for its session may go out anew: well within the time it is allowed to land. */
const SEND_AGAIN_WITHIN_MS = 10_000;

/** Sessions refused as soon as they were made that count as the org's hiccup: the activity is tried again. One more, and someone must look. */
const HICCUPS = 3;

/** Signs in, so that credentials are proven and the org's time is known from the start. */
export async function openSession(options: SessionOptions): Promise<Session> {
  const { settings, allowLoopback } = options;
  const clock = orgClock();
  const heardOf = options.usage ?? usage();
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
    heardOf.heard(headers);
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

  const look = () => withSession({ method: 'GET', path: '/limits', writing: false }, asObject);
  const share = allowance(heardOf, settings.apiShare, look);

  const first = await login.current();
  user = first.user;
  // A token that was given to us proves nothing until the org has answered it.
  if (settings.auth.kind === 'access-token') await look();
  const spending = (purpose: Purpose): Session => ({
    ask: async (call, parse) => {
      await share.admit(purpose);
      return withSession(call, parse);
    },
    mayBegin: () => share.mayBegin(purpose),
    instance: first.instance,
    spending,
    user: async () =>
      (user ??= await withSession({ method: 'GET', path: '/services/oauth2/userinfo', writing: false }, userId)),
    now: clock.now,
    calls: () => calls,
    budget: heardOf.budget,
  });
  return spending('onDemand');
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
