import type { FaultSpec, WriteEntry } from '../../../sandbox/kit/types.js';

/** Who writes what in the sandbox's log: Tandem by the ids of its credentials, users by theirs. */
export type Written = WriteEntry;

/** Ids a seeding made, by the names of its request. */
export interface Seeded {
  readonly contacts: readonly string[];
  readonly leads: readonly string[];
  readonly members: Readonly<Record<string, readonly string[]>>;
}

/** The sandbox's control server, as scripts drive it (contract, Sandbox). */
export interface Control {
  reset(): Promise<void>;
  seed(wish: object): Promise<Seeded>;
  /** Writes by API since number `n`, anybody's. */
  writes(n?: number): Promise<readonly Written[]>;
  /** Number of the last write. */
  mark(): Promise<number>;
  fault(spec: FaultSpec): Promise<void>;
  /** How often each fault fired, in the order they were set. */
  fired(): Promise<readonly number[]>;
  clearFaults(): Promise<void>;
  /** Calls since the last clearing, per system. */
  calls(): Promise<Readonly<Record<string, Readonly<Record<string, number>>>>>;
  clearCalls(): Promise<void>;
  advance(seconds: number): Promise<void>;
  org(settings: object): Promise<void>;
  /** Any call of the contract's that has no name here. */
  ask(method: string, path: string, body?: unknown): Promise<unknown>;
}

export function control(url: string): Control {
  const ask = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`control answered ${answer.status} to ${method} ${path}: ${text}`);
    return JSON.parse(text) as unknown;
  };
  const writes = async (n = 0) => (await ask('GET', `/writes?since=${n}`)) as readonly Written[];
  return {
    ask,
    reset: async () => void (await ask('POST', '/reset')),
    seed: async (wish) => (await ask('POST', '/seed', wish)) as Seeded,
    writes,
    mark: async () => (await writes()).at(-1)?.n ?? 0,
    fault: async (spec) => void (await ask('POST', '/faults', spec)),
    fired: async () => ((await ask('GET', '/faults')) as readonly { fired: number }[]).map(({ fired }) => fired),
    clearFaults: async () => void (await ask('DELETE', '/faults')),
    calls: async () => (await ask('GET', '/calls')) as Readonly<Record<string, Readonly<Record<string, number>>>>,
    clearCalls: async () => void (await ask('DELETE', '/calls')),
    advance: async (advanceS) => void (await ask('POST', '/clock', { advanceS })),
    org: async (settings) => void (await ask('POST', '/salesforce/org', settings)),
  };
}
