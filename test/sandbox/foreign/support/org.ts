import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { checkout } from '../../../../src/runtime/checkout.js';
import { control, type Control } from '../../../support/e2e/control.js';
import { witness, type Witness } from './witness.js';

/** A sandbox process of its own, as clients reach it. */
export interface Org {
  readonly url: string;
  readonly tlsUrl: string;
  /** The TLS port's own certificate: a file. */
  readonly certificate: string;
  readonly control: Control;
  readonly witness: Witness;
  /** A folder that goes with the sandbox. */
  readonly folder: string;
  stop(): Promise<void>;
}

const PROGRAM = path.join(checkout(), 'dist', 'sandbox', 'process.js');

/** Starts the built sandbox on free ports. */
export async function startOrg(): Promise<Org> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'tandem-foreign-'));
  const data = path.join(folder, 'sandbox');
  const child = spawn(process.execPath, [PROGRAM, '--port', '0', '--data', data], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const ready = once(createInterface({ input: child.stdout }), 'line').then(([line]) => String(line));
  const line = await Promise.race([ready, ended.then(() => 'the sandbox ended at once')]);
  if (!line.startsWith('ready ')) throw new Error(line);
  const ports = JSON.parse(line.slice('ready '.length)) as Readonly<Record<string, number>>;
  const at = (name: string, scheme = 'http') => `${scheme}://127.0.0.1:${ports[name] ?? 0}`;
  return {
    url: at('salesforce'),
    tlsUrl: at('salesforceTls', 'https'),
    certificate: path.join(data, 'certificate.pem'),
    control: control(at('control')),
    witness: witness(at('salesforce')),
    folder,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
