import path from 'node:path';
import { TEMPORAL_CLI, TEST_SERVER, program, type Program } from '../../src/runtime/programs.js';
import { checkout } from '../../src/runtime/checkout.js';

/**
 * Finds Temporal's programs once for a whole test run (fetching them on a fresh machine) and names them in the environment, where suites look.
 * What is missing fails the suites that need it, and no others.
 */
export async function findTestPrograms(): Promise<void> {
  await Promise.all([find(TEMPORAL_CLI, 'TANDEM_TEST_CLI_PROBLEM'), find(TEST_SERVER, 'TANDEM_TEST_SERVER_PROBLEM')]);
}

async function find(wanted: Program, problem: string): Promise<void> {
  try {
    process.env[wanted.variable] = await program(wanted, path.join(checkout(), '.tandem'), (message) =>
      process.stderr.write(`${message}\n`),
    );
  } catch (error) {
    process.env[problem] = error instanceof Error ? error.message : String(error);
  }
}
