import { performance } from 'node:perf_hooks';
import { SyncError } from '../../domain/faults.js';
import type { Effect, HttpAnswer, HttpRequest } from '../../http.js';
import type { Account } from './account.js';
import { accountFault } from './faults.js';
import type { Shape } from './memberShape.js';
import { problem, type Problem } from './wire.js';

export interface Ask<T> {
  readonly effect: Effect;
  readonly method: HttpRequest['method'];
  /** Below `/3.0/lists/ID`; segments already encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly shape: Shape<T>;
  /** A success is answered without a body (204). */
  readonly empty?: boolean;
}

export type Reply<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | { readonly kind: 'problem'; readonly status: number; readonly said: Problem | null };

/** One list of one account. */
export interface Api {
  /** Throws what concerns the whole account; what concerns this call comes back as a problem. */
  send<T>(ask: Ask<T>): Promise<Reply<T>>;
  /** The same for calls whose problems can only be the list's or ours. */
  demand<T>(ask: Ask<T>): Promise<T>;
  /** Mailchimp's own time, epoch ms, rather too early than too late: Date headers are cut to the second. Our wall clock's before the first answer. */
  now(): number;
  /** Whether any answer told the time yet. */
  knowsTime(): boolean;
  calls(): number;
}

export function listApi({ origin, authorization, client }: Account, list: string): Api {
  let calls = 0;
  let clock: { readonly at: number; readonly seen: number } | null = null;

  const send: Api['send'] = async (ask) => {
    const url = new URL(`/3.0/lists/${encodeURIComponent(list)}${ask.path}`, origin);
    url.search = new URLSearchParams(ask.query).toString();
    calls += 1;
    const answer = await client.send({
      effect: ask.effect,
      method: ask.method,
      url,
      headers: {
        authorization,
        accept: 'application/json',
        ...(ask.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(ask.body === undefined ? {} : { body: JSON.stringify(ask.body) }),
    });
    if (answer.date !== null) clock = { at: answer.date, seen: performance.now() };
    return understood(answer, ask);
  };

  return {
    send,
    demand: async (ask) => {
      const reply = await send(ask);
      if (reply.kind === 'ok') return reply.value;
      const { status, said } = reply;
      const detail = {
        system: 'mailchimp',
        code: String(status),
        ...(said === null ? {} : { vendorText: `${said.title}: ${said.detail}` }),
      };
      if (status === 404)
        throw new SyncError(
          'misconfigured',
          `Mailchimp has no audience ${list} that this key may see: check list`,
          detail,
        );
      throw new SyncError('broken', `Mailchimp refused a call of ours (${status}): report it`, detail);
    },
    now: () => (clock === null ? Date.now() : Math.floor(clock.at + performance.now() - clock.seen)),
    knowsTime: () => clock !== null,
    calls: () => calls,
  };
}

function understood<T>(answer: HttpAnswer, { effect, shape, empty }: Ask<T>): Reply<T> {
  const ok = answer.status >= 200 && answer.status < 300;
  const json = empty && answer.status === 204 ? {} : parsed(answer.text);
  if (ok) {
    // A page of some proxy, or half an answer: nobody knows what Mailchimp itself made of the call.
    if (json === undefined)
      throw new SyncError(
        effect === 'write' ? 'unknown' : 'unreachable',
        `Mailchimp's answer (${answer.status}) is not whole JSON`,
        { system: 'mailchimp', code: 'not-json' },
      );
    const read = shape.safeParse(json);
    if (!read.success)
      throw new SyncError(
        effect === 'write' ? 'unknown' : 'broken',
        `Mailchimp's answer has another shape than documented, at ${read.error.issues[0]?.path.join('.') ?? 'its root'}`,
        { system: 'mailchimp', code: 'shape' },
      );
    return { kind: 'ok', value: read.data };
  }
  const said = problem.safeParse(json).data ?? null;
  const fault = accountFault(answer, said, effect);
  if (fault !== null) throw fault;
  return { kind: 'problem', status: answer.status, said };
}

/** undefined: no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
