import type { FaultSpec } from '../../../../sandbox/kit/types.js';
import { createMailchimp } from '../../../../sandbox/mailchimp/mailchimp.js';
import { servedSystem } from '../../support/servedSystem.js';

export const START = Date.UTC(2026, 0, 5, 8, 0, 0);
export const LIST = '/lists/main0001';
export const MEMBERS = `${LIST}/members`;
export const basic = (user: string, key: string) => `Basic ${Buffer.from(`${user}:${key}`).toString('base64')}`;

interface Answer<Body> {
  readonly status: number;
  readonly type: string;
  readonly body: Body;
}
interface Batch {
  readonly total_created: number;
  readonly total_updated: number;
  readonly error_count: number;
  readonly updated_members: readonly { readonly merge_fields: Readonly<Record<string, unknown>> }[];
  readonly errors: readonly { readonly email_address: string; readonly error_code: string; readonly field: string }[];
}

/** Serves the sandbox on a still clock to the tests of the file that calls this, empty before each. */
export function servedMailchimp() {
  const { shop, system, url } = servedSystem(createMailchimp, START);
  const call = async <Body = any>(
    method: string,
    path: string,
    body?: unknown,
    authorization = basic('any', 'key-us1'),
  ): Promise<Answer<Body>> => {
    const answer = await fetch(`${url()}/3.0${path}`, {
      method,
      headers: { authorization },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    const type = answer.headers.get('content-type') ?? '';
    return { status: answer.status, type, body: type.includes('json') ? JSON.parse(text) : text };
  };
  const add = (email: string, merge_fields: object = {}, status = 'subscribed') =>
    call('POST', MEMBERS, { email_address: email, status, merge_fields });
  const batch = (members: readonly object[], more: object = {}) => call<Batch>('POST', LIST, { members, ...more });
  const arm = (spec: Omit<FaultSpec, 'system'>) => shop.faults.add({ system: 'mailchimp', ...spec });
  const later = (seconds: number) => shop.kit.clock.advance(seconds * 1000);
  const listed = async (query: string) => {
    const { body } = await call<{ members: { email_address: string }[] }>('GET', `${MEMBERS}?${query}`);
    return body.members.map((member) => member.email_address);
  };
  const logged = () => shop.kit.writes.since(0).map(({ op, fields }) => [op, fields]);
  return { shop, system, url, call, add, batch, arm, later, listed, logged };
}
