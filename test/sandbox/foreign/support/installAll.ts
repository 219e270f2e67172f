import { GO } from './goClient.js';
import { install, type Installation } from './install.js';
import { PYTHON } from './pythonClient.js';
import { SF } from './sfClient.js';

/** Brings all clients onto this machine at once, before the suites that need them begin. What could not be had fails its own suites, later. */
async function installAll(): Promise<void> {
  const all: readonly Installation[] = [SF, PYTHON, GO];
  for (const result of await Promise.allSettled(all.map(install)))
    if (result.status === 'rejected') process.stderr.write(`${String(result.reason)}\n`);
}

void installAll();
