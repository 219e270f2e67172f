import type { Activities } from './contract.js';
import type { Deps } from './deps.js';
import { dueAfter } from './dueAfter.js';

/** When the next run is due: computed here and not in the workflow, since zone data differ between machines. */
export const nextRun = (deps: Deps): Activities['nextRun'] =>
  async function nextRun({ connection, version, after }) {
    const [opened, lastRun] = await Promise.all([deps.open(connection, version), deps.store.lastRun(connection)]);
    return { nextRunAt: dueAfter(opened.connection.schedule, after, deps.now()), lastRun };
  };
