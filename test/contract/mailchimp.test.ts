import type { FaultKind, FaultSpec } from '../../sandbox/kit/types.js';
import type { Fields } from '../../src/domain/value.js';
import { mailchimpBench } from '../platforms/mailchimpBench.js';
import { mergingContract } from './merging.js';
import { peopleContract } from './people.js';
import type { Bench, Fault, Patience } from './peopleBench.js';

const FAULTS = {
  'lost-answer': { kind: 'lost-answer' },
  hang: { kind: 'hang' },
  html: { kind: 'html-200' },
  truncated: { kind: 'truncate' },
  throttled: { kind: 'status', status: 429 },
  unavailable: { kind: 'status', status: 503 },
} as const satisfies Record<Fault, { kind: FaultKind; status?: number }>;

function member({ EMAIL, ...merge }: Fields) {
  return {
    ...(EMAIL === undefined ? {} : { email_address: EMAIL }),
    merge_fields: Object.fromEntries(Object.entries(merge).map(([tag, value]) => [tag, value ?? ''])),
  };
}

/** Whether `since_last_changed` takes in its own second: the document says no, so nothing may hang on it. */
const SINCE = { mailchimp: false, 'mailchimp whose since takes in its own second': true } as const;

for (const [system, sinceInclusive] of Object.entries(SINCE))
  peopleContract(system, (patience) => mailchimpUnderTest(patience, sinceInclusive));

mergingContract('mailchimp', async () => {
  const { people, shop, other, close } = await mailchimpBench();
  return {
    platform: people,
    add: async (email, tags) =>
      String((await other('POST', '/members', { email_address: email, status: 'subscribed', tags }))['contact_id']),
    optOut: async (id) => {
      await other('PATCH', `/members/${id}`, { status: 'unsubscribed' });
    },
    remove: async (id) => {
      await other('DELETE', `/members/${id}`);
    },
    memberships: async (id) =>
      ((await other('GET', `/members/${id}/tags`))['tags'] as { name: string }[]).map(({ name }) => name),
    breakArchiving: async () => {
      shop.faults.add({ system: 'mailchimp', match: { method: 'DELETE' }, times: 1, kind: 'lost-answer' });
    },
    writes: async () => shop.kit.writes.since(0).filter(({ client }) => client === 'tandem').length,
    close,
  };
});

async function mailchimpUnderTest(patience: Patience, sinceInclusive: boolean): Promise<Bench> {
  const bench = await mailchimpBench(patience === 'short' ? 3_000 : 20_000);
  const { people, shop, other, close } = bench;
  bench.system.settings({ sinceInclusive });
  const arm = (method: string, fault: Fault) =>
    shop.faults.add({ system: 'mailchimp', match: { method }, times: 1, ...FAULTS[fault] } satisfies FaultSpec);
  return {
    people,
    object: 'member',
    names: { email: 'EMAIL', first: 'FNAME', last: 'LNAME' },
    optOutWords: ['status', 'unsubscribe_reason'],
    optInWords: ['status', 'unsubscribe_reason', 'timestamp_opt', 'timestamp_signup', 'ip_opt', 'ip_signup'],
    add: async (fields) =>
      String((await other('POST', '/members', { ...member(fields), status: 'subscribed' }))['contact_id']),
    addMany: async (count) => {
      const members = Array.from({ length: count }, (_, n) => ({
        email_address: `one.of.many.${n}@example.org`,
        status: 'subscribed',
        merge_fields: { FNAME: `First ${n}` },
      }));
      await other('POST', '', { members });
    },
    edit: async (id, fields) => {
      await other('PATCH', `/members/${id}`, member(fields));
    },
    stored: async (id) => {
      const {
        last_changed: _stamp,
        full_name: _derived,
        merge_fields: merge,
        ...rest
      } = await other('GET', `/members/${id}`);
      return { ...rest, ...(merge as Record<string, unknown>) };
    },
    remove: async (id) => {
      await other('DELETE', `/members/${id}`);
    },
    breakNext: async (on, fault) => {
      for (const method of on === 'read' ? ['GET'] : ['POST', 'PATCH', 'DELETE']) arm(method, fault);
    },
    writes: async () => shop.kit.writes.since(0).filter(({ client }) => client === 'tandem').length,
    close,
  };
}
