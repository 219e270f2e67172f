import type { Clock, WriteEntry, WriteLog } from './types.js';

/** Every change accepted by API, numbered from 1: the oracle of tests. */
export function createWriteLog(clock: Clock): WriteLog {
  let entries: WriteEntry[] = [];
  let said = { ms: Number.NaN, iso: '' };
  /** Many writes fall into one millisecond. */
  const iso = (ms: number): string => {
    if (said.ms !== ms) said = { ms, iso: new Date(ms).toISOString() };
    return said.iso;
  };
  return {
    add: (entry) => {
      entries.push({ n: entries.length + 1, ...entry, at: iso(clock.now()) });
    },
    addLazy: (entry, fields) => {
      let told: WriteEntry['fields'] | null = null;
      entries.push({
        n: entries.length + 1,
        ...entry,
        get fields() {
          return (told ??= fields());
        },
        at: iso(clock.now()),
      });
    },
    since: (n) => entries.slice(Math.max(0, n)),
    reset: () => {
      entries = [];
    },
  };
}
