import type { Kind } from '../src/domain/faults.js';
import { alert } from './alert.js';
import type { Activities } from './contract.js';
import type { Deps } from './deps.js';

/** What the operator does about a fault that stops a connection, in one sentence. */
const ADVICE: Readonly<Record<Kind, string>> = {
  throttled: 'nothing to do: it goes on by itself once the system takes calls again',
  unreachable:
    'nothing to do if the system is down for a while: it goes on by itself; else check the network and the addresses',
  quota:
    'it goes on by itself when calls are available again, and opt-outs go on meanwhile; raise salesforce.apiShare and apply the file, or lower what else uses the org’s calls',
  unauthorized:
    'mend the credentials (environment, secret file or connected app), then apply the connection file again',
  drifted: 'nothing to do: the next run leaves out what is not there; `tandem status` names it as parked',
  misconfigured:
    'mend the connection file or the permissions, then apply the file again; `tandem doctor` says what is missing',
  refused: 'look at `tandem errors`, mend what is named there, then `tandem resume`',
  stale: 'look at `tandem errors`, then `tandem resume`',
  unknown: '`tandem resume`: the next run reads back what became of the writes',
  broken:
    "look at the run in the Temporal Web UI and at the worker's log, then `tandem resume`; it may need a newer version of Tandem",
};

/** Stores the connection's state where `tandem status` reads it, so that status works without a worker. Idempotent. */
export const publish = (deps: Deps): Activities['publish'] =>
  async function publish({ connection, state, since, reason, fault, nextRunAt }) {
    const advice = fault !== null && fault in ADVICE ? ADVICE[fault as Kind] : null;
    await deps.store.saveState(connection, { state, since, reason, advice, nextRunAt });
    // Paused says nothing about whether it is mended.
    if (state === 'paused' || state === 'pausing') return;
    const open = await deps.store.alerts(connection);
    for (const kind of ['needsAuth', 'blocked'] as const)
      await alert(deps, { connection, kind, on: state === kind }, open);
  };
