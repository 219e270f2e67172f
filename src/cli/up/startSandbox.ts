import path from 'node:path';
import { checkout } from '../../runtime/checkout.js';
import { startChild } from '../../runtime/child.js';
import { freePort } from '../../runtime/ports.js';
import { readyLine } from '../../runtime/readyLine.js';
import type { Closing } from './closing.js';

/** Where the sandbox's systems listen; null: one this version has not. */
export type SandboxUrls = Readonly<Record<string, string | null>> & {
  readonly control: string;
  readonly salesforce: string;
  readonly mailchimp: string;
};

export interface RunningSandbox {
  readonly urls: SandboxUrls;
  readonly ended: Promise<unknown>;
}

export const USUAL_SANDBOX_PORT = 8700;
/** Control and the systems follow each other, TLS is 41 above the first (contract, Sandbox). */
const OFFSETS = [0, 1, 2, 3, 4, 5, 41] as const;

/** Starts the sandbox servers as a process, with their people kept in the home. */
export async function startSandbox({
  home,
  port,
  log,
  closing,
}: {
  readonly home: string;
  /** Of control; 0: all take free ones. */
  readonly port: number;
  readonly log: (message: string) => void;
  readonly closing: Closing;
}): Promise<RunningSandbox> {
  const logTo = path.join(home, 'sandbox.log');
  const args = [
    path.join(checkout(), 'dist', 'sandbox', 'process.js'),
    '--port',
    String(port),
    '--data',
    path.join(home, 'sandbox'),
  ];
  const child = await startChild({ home, name: 'sandbox', program: process.execPath, args, logTo, pipeOut: true });
  closing.add('the sandbox', () => child.stop(20_000));
  const urls = urlsOf(await readyLine(child, 'the sandbox', logTo, 60_000));
  log(`sandbox control at ${urls.control}`);
  return { urls, ended: child.ended };
}

/** The usual first port when all that follow from it are free, else 0. */
export async function freeSandboxPorts(): Promise<number> {
  for (const offset of OFFSETS)
    if ((await freePort(USUAL_SANDBOX_PORT + offset)) !== USUAL_SANDBOX_PORT + offset) return 0;
  return USUAL_SANDBOX_PORT;
}

/** `{control: 8700, …}` as addresses. */
export function urlsOf(ports: unknown): SandboxUrls {
  const entries = Object.entries(ports as Readonly<Record<string, number | null>>).map(([name, port]) => [
    name,
    port === null ? null : `${name === 'salesforceTls' ? 'https' : 'http'}://127.0.0.1:${port}`,
  ]);
  return Object.fromEntries(entries) as SandboxUrls;
}
