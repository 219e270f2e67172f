import { createKit } from '../../sandbox/kit/kit.js';
import { serve } from '../../sandbox/kit/server.js';
import type { FaultSpec } from '../../sandbox/kit/types.js';
import { createSalesforce } from '../../sandbox/salesforce/salesforce.js';
import type { SalesforceSettings } from '../../src/domain/connection.js';
import type { Crm } from '../../src/ports/crm.js';
import { salesforce } from '../../src/salesforce/index.js';
import { settings } from './settings.js';

export interface BenchOptions {
  readonly settings?: Partial<SalesforceSettings>;
  readonly objects?: readonly string[];
  /** Merged into the org's settings before the adapter signs in. */
  readonly org?: unknown;
  readonly timeoutMs?: number;
}

export type Bench = Awaited<ReturnType<typeof salesforceBench>>;

/** An org of its own, the adapter signed in to it as `tandem`, and another user at work in it. */
export async function salesforceBench(options: BenchOptions = {}) {
  const shop = createKit();
  const system = createSalesforce(shop.kit);
  const served = await serve(system, shop, { port: 0 });
  const url = `http://127.0.0.1:${served.port}`;
  if (options.org !== undefined) system.settings(options.org);
  const objects = options.objects ?? ['Contact'];
  const open = (): Promise<Crm> =>
    salesforce({
      settings: settings(url, {
        auth: { kind: 'client-credentials', clientId: 'tandem', clientSecret: 'hush' },
        ...options.settings,
      }),
      allowLoopback: true,
      objects,
      lookIn: ['Contact', 'Lead'],
      timeouts: { read: options.timeoutMs ?? 20_000, write: options.timeoutMs ?? 20_000 },
    });
  const other = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${url}/services/data/v62.0${path}`, {
      method,
      headers: { authorization: 'Bearer other@acme.com', 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`the other user's ${method} ${path}: ${response.status} ${text}`);
    return text === '' ? null : (JSON.parse(text) as unknown);
  };
  const act = (name: string, body: unknown) => system.control[name]?.(body);
  const people = await open().catch(async (error: unknown) => {
    await served.close();
    throw error;
  });
  return {
    people,
    open,
    url,
    shop,
    system,
    other,
    /** What a user does in the org itself: `delete`, `undelete`, `convert`, `merge`. */
    act,
    create: async (object: string, fields: object): Promise<string> =>
      ((await other('POST', `/sobjects/${object}`, fields)) as { id: string }).id,
    arm: (fault: Omit<FaultSpec, 'system'>) => shop.faults.add({ system: 'salesforce', times: 1, ...fault }),
    ourWrites: () => shop.kit.writes.since(0).filter(({ client }) => client === 'tandem'),
    close: () => served.close(),
  };
}
