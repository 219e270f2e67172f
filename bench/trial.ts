import path from 'node:path';
import { inHome, spent } from './home.js';
import { call, run } from './outside.js';
import type { Use } from './processUse.js';

const LOOPS = 3;
/** More rows than any trial has. */
const NEVER = 10_000_000;

export type Mode = 'bulk' | 'rest';

/** What is tried: by Bulk jobs or by REST alone, every call to either system answered so much later. */
export interface Ask {
  readonly contacts: number;
  readonly mode: Mode;
  readonly latencyMs: number;
}

/** What one trial showed. CPU in ms, memory in bytes. */
export interface Trial extends Ask {
  /** API calls of the first sync, as the org counted them. */
  readonly salesforceCalls: number;
  readonly outcome: string;
  readonly created: number;
  readonly historyEvents: number;
  readonly seconds: number;
  readonly plainLoopMs: number;
  readonly worker: Use;
  readonly postgres: Use;
  readonly temporal: Use;
  readonly quiet: { readonly calls: number; readonly writes: number; readonly workerMs: number };
}

type Calls = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** In a home of its own: a first sync of so many contacts into an empty audience, the plain loop over the same, and a quiet run an hour later. */
export function trial({ contacts, mode, latencyMs }: Ask): Promise<Trial> {
  return inHome(async ({ sandbox: { control, salesforce }, tandem, apply, uses }) => {
    await call('POST', `${control}/seed`, { contacts, seed: 1 });
    await apply(mode === 'rest' ? { bulkFrom: NEVER } : {});
    const loopsBefore = await plainLoops(salesforce, contacts);
    for (const system of latencyMs > 0 ? ['salesforce', 'mailchimp'] : [])
      await call('POST', `${control}/faults`, { system, kind: 'slow', delayMs: latencyMs });
    await call('DELETE', `${control}/calls`);
    const before = uses();
    const began = Date.now();
    const report = await tandem('sync', 'bench');
    const seconds = (Date.now() - began) / 1_000;
    const after = uses();
    const { salesforce: firstCalls = {} } = (await call('GET', `${control}/calls`)) as Calls;
    await call('DELETE', `${control}/faults`);

    await call('POST', `${control}/clock`, { advanceS: 3_600 });
    await call('DELETE', `${control}/calls`);
    const written = await lastWrite(control);
    await tandem('sync', 'bench');
    const calls = countOf((await call('GET', `${control}/calls`)) as Calls);
    const quiet = {
      calls,
      writes: (await lastWrite(control)) - written,
      workerMs: uses().worker.cpuMs - after.worker.cpuMs,
    };
    const created = report['created'] as { readonly platform: number };
    return {
      contacts,
      mode,
      latencyMs,
      salesforceCalls: countOf({ salesforce: firstCalls }),
      outcome: String(report['outcome']),
      created: created.platform,
      historyEvents: Number(report['historyEvents']),
      seconds,
      plainLoopMs: middle([...loopsBefore, ...(await plainLoops(salesforce, contacts))]),
      worker: spent(before.worker, after.worker),
      postgres: spent(before.postgres, after.postgres),
      temporal: spent(before.temporal, after.temporal),
      quiet,
    };
  });
}

/** A few, each in a process of its own: one is short, and others use the machine. Taken before and after the sync, for it lasts minutes and a machine's speed drifts. */
async function plainLoops(salesforce: string, contacts: number): Promise<readonly number[]> {
  const times: number[] = [];
  for (let n = 0; n < LOOPS; n += 1) {
    const loop = await run(process.execPath, [path.join(__dirname, 'plainLoop.js'), salesforce], process.env);
    const { records, cpuMs } = JSON.parse(loop) as { readonly records: number; readonly cpuMs: number };
    if (records !== contacts) throw new Error(`the plain loop read ${records} of ${contacts} contacts`);
    times.push(cpuMs);
  }
  return times;
}

/** @param times at least one */
const middle = (times: readonly number[]): number => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]!;

async function lastWrite(control: string): Promise<number> {
  const writes = (await call('GET', `${control}/writes?since=0`)) as readonly { readonly n: number }[];
  return writes.at(-1)?.n ?? 0;
}

/** Logins are not counted: they are no calls to records, and last for hours. */
function countOf(calls: Calls): number {
  const paths = Object.values(calls).flatMap((bySystem) => Object.entries(bySystem));
  return paths.filter(([path]) => !/oauth2|Soap/i.test(path)).reduce((sum, [, n]) => sum + n, 0);
}
