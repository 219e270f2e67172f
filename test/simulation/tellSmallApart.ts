import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { checkout } from '../../src/runtime/checkout.js';
import type { SmallSummary } from './tellSmall.js';

const run = promisify(execFile);

/** Small worlds told by the built simulator: jest's own module scope makes each history five times dearer. */
export async function tellSmallApart(depth: number): Promise<SmallSummary> {
  const simulator = path.join(checkout(), 'dist', 'test', 'simulation', 'main.js');
  const args = [simulator, '--small', '--depth', String(depth), '--json'];
  try {
    return JSON.parse((await run(process.execPath, args)).stdout) as SmallSummary;
  } catch (error) {
    // Exit 1: it told all of them, and some failed.
    if (error instanceof Error && 'code' in error && error.code === 1 && 'stdout' in error)
      return JSON.parse(String(error.stdout)) as SmallSummary;
    throw error;
  }
}
