import path from 'node:path';
import { Connection } from '@temporalio/client';
import { SyncError } from '../domain/faults.js';
import { startChild } from './child.js';
import { freePort } from './ports.js';
import { TEMPORAL_CLI, program } from './programs.js';
import { SEARCH_ATTRIBUTES } from './searchAttributes.js';

/** Temporal's own defaults. */
export const USUAL_TEMPORAL_PORT = 7233;
export const USUAL_UI_PORT = 8233;
const STARTS_WITHIN = 60_000;

export interface TemporalServer {
  /** host:port */
  readonly address: string;
  readonly namespace: string;
  /** Of the Web UI. */
  readonly ui: string;
  readonly pid: number;
  /** Settles when it ends, be it by `stop`. */
  readonly ended: Promise<unknown>;
  stop(): Promise<void>;
}

/**
 * Starts Temporal's development server with its data in the home: what it knew before, it knows again. It answers and knows our search attributes
 * when this returns. Ports fall to free ones when the usual are taken. Throws SyncError `misconfigured` (no such program), `unreachable` (did not start).
 */
export async function startTemporal({
  home,
  port = USUAL_TEMPORAL_PORT,
  uiPort = USUAL_UI_PORT,
  log = () => undefined,
}: {
  readonly home: string;
  readonly port?: number;
  readonly uiPort?: number;
  readonly log?: (message: string) => void;
}): Promise<TemporalServer> {
  const executable = await program(TEMPORAL_CLI, home, log);
  const logTo = path.join(home, 'temporal.log');
  // A port may be taken between looking and listening: then others.
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const at = await freePort(attempt === 0 ? port : null);
    const uiAt = await freePort(attempt === 0 ? uiPort : null, [at]);
    const child = await startChild({
      home,
      name: 'temporal',
      program: executable,
      args: argumentsOf(path.join(home, 'temporal.db'), at, uiAt),
      logTo,
    });
    const address = `127.0.0.1:${at}`;
    if (await answersWithin(address, child.ended, STARTS_WITHIN)) {
      const ui = `http://127.0.0.1:${uiAt}`;
      log(`Temporal on port ${at}, its Web UI at ${ui}`);
      return { address, namespace: 'default', ui, pid: child.pid, ended: child.ended, stop: () => child.stop(15_000) };
    }
    await child.stop(5000);
  }
  throw new SyncError('unreachable', `the embedded Temporal server did not start; see ${logTo}`, {
    system: 'temporal',
  });
}

/** The news feed is switched off: nothing of ours calls out by itself. */
function argumentsOf(data: string, port: number, uiPort: number): readonly string[] {
  return [
    'server',
    'start-dev',
    '--ip',
    '127.0.0.1',
    '--port',
    String(port),
    '--ui-port',
    String(uiPort),
    '--db-filename',
    data,
    '--log-level',
    'error',
    '--ui-disable-news-fetch',
    ...SEARCH_ATTRIBUTES.flatMap(({ name, word }) => ['--search-attribute', `${name}=${word}`]),
  ];
}

/** The port listens before the namespace is there: both are asked for. */
async function answersWithin(address: string, ended: Promise<unknown>, ms: number): Promise<boolean> {
  const until = Date.now() + ms;
  let over = false;
  void ended.then(() => {
    over = true;
  });
  while (!over && Date.now() < until) {
    if (await knowsNamespace(address)) return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}

async function knowsNamespace(address: string): Promise<boolean> {
  try {
    const connection = await Connection.connect({ address, connectTimeout: 10_000 });
    try {
      const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace: 'default' });
      return SEARCH_ATTRIBUTES.every(({ name }) => customAttributes[name] !== undefined);
    } finally {
      await connection.close();
    }
  } catch {
    return false; // not yet
  }
}
