import type { Clock, WriteEntry, WriteLog } from './types.js';

/** Every change accepted by API, numbered from 1: the oracle of tests. */
export function createWriteLog(clock: Clock): WriteLog {
  let entries: WriteEntry[] = [];
  return {
    add: (entry) => {
      entries.push({ n: entries.length + 1, ...entry, at: new Date(clock.now()).toISOString() });
    },
    since: (n) => entries.slice(Math.max(0, n)),
    reset: () => {
      entries = [];
    },
  };
}
