import type { UnknownField } from '../../activities/contract.js';
import type { Carried, ConnectionState } from '../../workflows/messages.js';
import type { Configured, Engine } from '../../src/cli/operations/engine.js';

export interface FakeEngine extends Engine {
  requestRun: Engine['requestRun'];
  /** What commands sent, in order: the message's name and what it carried. */
  readonly sent: readonly (readonly [string, unknown])[];
  /** The workflow's answer to `status` from now on; null: silence. */
  answer(status: Partial<Carried> | null): void;
}

const IDLE: Carried = {
  v: 1,
  connection: 'acme-newsletter',
  profile: 'main-list',
  version: 1,
  hash: '',
  state: 'idle',
  since: 0,
  reason: null,
  paused: false,
  wanted: [],
  running: null,
  lastRun: 0,
  nextRunAt: null,
  failures: 0,
  inbox: 0,
  held: 0,
  holds: [],
  lastChange: null,
};

/** A connection's workflow as far as commands see it: it takes every message and answers what the test says. */
export function fakeEngine(
  configured: ConnectionState = 'idle',
  run = 1,
  unknown: readonly UnknownField[] = [],
): FakeEngine {
  const sent: [string, unknown][] = [];
  let status: Carried | null = IDLE;
  return {
    sent,
    answer: (next) => {
      status = next === null ? null : { ...IDLE, ...next };
    },
    configure: async (connection: Configured) => {
      sent.push(['configure', connection]);
      return { state: configured, unknown };
    },
    requestRun: async (_, wish) => {
      sent.push(['requestRun', wish]);
      return run;
    },
    syncRecords: async (_, wish) => {
      sent.push(['syncRecords', wish]);
      return run;
    },
    approve: async (_, hash) => {
      sent.push(['approve', hash]);
      return run;
    },
    reject: async (_, hash) => {
      sent.push(['reject', hash]);
      return 1;
    },
    pause: async (_, reason) => void sent.push(['pause', reason]),
    resume: async () => void sent.push(['resume', null]),
    remove: async () => void sent.push(['remove', null]),
    status: async () => status,
  };
}
