import { expect } from '@jest/globals';
import { execute, type Executed } from './execute.js';
import { startOrg, type Org } from './org.js';

/** How one client's process is started. */
export interface Client {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** One client's visit to an org of its own: what it is made to do, and what is compared afterwards. */
export interface Visit {
  readonly org: Org;
  /** Runs the client to its end and counts the calls it makes. */
  run(client: Client, ...args: readonly string[]): Promise<Executed>;
  /** The same for one that prints a JSON document and ends with 0. */
  json<T = Readonly<Record<string, any>>>(client: Client, ...args: readonly string[]): Promise<T>;
  /** Compares, and counts every value of `expected`. */
  agree(actual: unknown, expected: unknown): void;
  /** Says what was done, then stops the org. */
  end(): Promise<void>;
}

/** No call of these takes minutes: a client that does hangs. */
const LIMIT = 120_000;

export async function visit(name: string): Promise<Visit> {
  const org = await startOrg();
  let calls = 0;
  let values = 0;
  const run = async ({ program, args: first, env }: Client, ...args: readonly string[]): Promise<Executed> => {
    const before = await countOf(org);
    const ended = await execute(program, [...first, ...args], {
      cwd: org.folder,
      env: { ...process.env, ...env },
      withinMs: LIMIT,
    });
    calls += (await countOf(org)) - before;
    return ended;
  };
  return {
    org,
    run,
    json: async <T>(client: Client, ...args: readonly string[]): Promise<T> => {
      const { code, stdout, stderr } = await run(client, ...args);
      if (code !== 0)
        throw new Error(`${name} ${args.join(' ')} ended with ${code ?? 'its time limit'}: ${stdout}${stderr}`);
      return JSON.parse(stdout) as T;
    },
    agree: (actual, expected) => {
      expect(actual).toEqual(expected);
      values += leaves(expected);
    },
    end: async () => {
      process.stdout.write(`${name}: ${calls} calls made, ${values} values read back and checked\n`);
      await org.stop();
    },
  };
}

async function countOf(org: Org): Promise<number> {
  const { salesforce = {} } = await org.control.calls();
  return Object.values(salesforce).reduce((sum, count) => sum + count, 0);
}

/** A matcher such as `expect.any` is one value, whatever it is made of. */
function leaves(value: unknown): number {
  if (typeof value !== 'object' || value === null || '$$typeof' in value) return 1;
  const parts: readonly unknown[] = value instanceof Map || value instanceof Set ? [...value] : Object.values(value);
  return parts.reduce<number>((sum, one) => sum + leaves(one), 0);
}
