import Fastify, { type FastifyInstance } from 'fastify';
import type { Workshop } from '../kit/kit.js';
import type { Seedable, System } from '../kit/types.js';
import { BadBody, clockBody, faultBody, parsed, seedBody } from './bodies.js';
import { seedPlan, type SeedPlan } from './seedPlan.js';

export interface Controlled {
  readonly shop: Workshop;
  /** By name. Those not built are absent. */
  readonly systems: Readonly<Record<string, System & Seedable>>;
  readonly mails: () => readonly unknown[];
  readonly ports: () => Readonly<Record<string, number | null>>;
  /** Forgets requests that were cut and are still to be handled. */
  readonly dropLate: () => void;
}

const VERSIONS = { sandbox: 1, salesforce: '62.0', mailchimp: '3.0' } as const;
/** A fault, a seed or an org setting is small; long lists of ids are not. */
const BODY_BYTES = 32 * 1024 * 1024;

/** What scripts and tests ask of the sandbox itself; see the contract's control calls. Bad bodies: 400 `{problems: [{path, reason}]}`. */
export function createControl(of: Controlled): FastifyInstance {
  const { shop, systems } = of;
  const app = Fastify({ bodyLimit: BODY_BYTES, forceCloseConnections: true });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, body === '' ? {} : JSON.parse(String(body)));
    } catch {
      done(new BadBody([{ path: '', reason: 'is no JSON' }]));
    }
  });
  app.setErrorHandler<Error & { statusCode?: number }>((error, request, reply) => {
    if (error instanceof BadBody) return reply.code(400).send({ problems: error.problems });
    const status = error.statusCode ?? 500;
    if (status >= 500)
      process.stderr.write(`sandbox control: ${request.method} ${request.url}: ${error.stack ?? error.message}\n`);
    return reply
      .code(status)
      .send({ problems: [{ path: '', reason: status >= 500 ? 'failed; see the sandbox’s output' : error.message }] });
  });

  app.get('/', async () => ({
    ports: of.ports(),
    versions: VERSIONS,
    now: nowOf(shop),
    sizes: Object.fromEntries(Object.values(systems).map((system) => [system.name, system.size()])),
  }));
  app.post('/reset', async () => {
    of.dropLate();
    shop.reset();
    for (const system of Object.values(systems)) system.reset();
    return {};
  });
  app.post('/seed', async ({ body }) => {
    const wish = parsed(seedBody, body);
    const missing = Object.entries(wish.members).find(([name, count]) => count > 0 && systems[name] === undefined);
    if (missing !== undefined)
      throw new BadBody([{ path: `members.${missing[0]}`, reason: 'this sandbox has no such system' }]);
    return seed(systems, seedPlan(wish, shop.kit.clock.now()));
  });
  app.get('/calls', async () => shop.calls.all());
  app.delete('/calls', async () => {
    shop.calls.clear();
    return {};
  });
  app.get<{ Querystring: { since?: string } }>('/writes', async ({ query }) => {
    const since = Number(query.since ?? 0);
    if (!Number.isInteger(since) || since < 0)
      throw new BadBody([{ path: 'since', reason: 'must be a whole number of at least 0' }]);
    return shop.kit.writes.since(since);
  });
  app.get('/mails', async () => of.mails());
  app.get('/faults', async () => shop.faults.list());
  app.post('/faults', async ({ body }) => ({ id: shop.faults.add(parsed(faultBody, body)) }));
  app.delete('/faults', async () => {
    shop.faults.clear();
    return {};
  });
  app.post('/clock', async ({ body }) => {
    shop.kit.clock.advance(parsed(clockBody, body).advanceS * 1000);
    return { now: nowOf(shop) };
  });
  app.post<{ Params: { system: string; call: string } }>('/:system/:call', async ({ params, body }, reply) => {
    const system = Object.hasOwn(systems, params.system) ? systems[params.system] : undefined;
    if (system === undefined)
      return reply.code(404).send({ problems: [{ path: '', reason: `this sandbox has no ${params.system}` }] });
    const ask =
      params.call === settingsCall(system) ? (given: unknown) => system.settings(given) : system.control[params.call];
    if (ask === undefined)
      return reply.code(404).send({ problems: [{ path: '', reason: `${params.system} has no call ${params.call}` }] });
    return (await answerOf(ask, body ?? {})) ?? {};
  });
  return app;
}

const nowOf = ({ kit }: Workshop) => new Date(kit.clock.now()).toISOString();
/** A Salesforce org's settings are called so in the contract. */
const settingsCall = ({ name }: System) => (name === 'salesforce' ? 'org' : 'settings');

/** Systems tell a bad body by an Error "field: why"; any other class of error is a mistake of the sandbox. */
async function answerOf(ask: (body: unknown) => unknown, body: unknown): Promise<unknown> {
  try {
    return await ask(body);
  } catch (error) {
    if (
      !(error instanceof Error) ||
      error instanceof TypeError ||
      error instanceof RangeError ||
      error instanceof ReferenceError
    )
      throw error;
    const [, path = '', reason = error.message] = /^([\w.[\]]+): (.*)$/s.exec(error.message) ?? [];
    throw new BadBody([{ path, reason }]);
  }
}

const CRM = {
  accounts: 'Account',
  contacts: 'Contact',
  leads: 'Lead',
  campaigns: 'Campaign',
  opportunities: 'Opportunity',
} as const;

/** Ids by the names of the request. Accounts come first, so that contacts find them. */
function seed(systems: Controlled['systems'], plan: SeedPlan): object {
  const made: Record<string, unknown> = {};
  for (const [name, object] of Object.entries(CRM) as [keyof typeof CRM, string][]) {
    const people = plan[name];
    if (people.length > 0 && systems['salesforce'] === undefined)
      throw new BadBody([{ path: name, reason: 'this sandbox has no Salesforce' }]);
    made[name] = people.length === 0 ? [] : systems['salesforce']!.seed(people, object);
  }
  made['members'] = Object.fromEntries(
    Object.entries(plan.members).map(([name, people]) => [name, systems[name]?.seed(people, 'member') ?? []]),
  );
  return made;
}
