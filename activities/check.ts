import type { Activities } from './contract.js';
import type { Deps } from './deps.js';

/** Asks both systems for the schemas a run would ask for: one call each, which needs the credentials and the right to see the objects. */
export const check = (deps: Deps): Activities['check'] =>
  async function check({ connection, version }) {
    const { crm, platform, policy } = await deps.open(connection, version);
    // Not Promise.all: an outage of one must not hide that the other refuses the credentials.
    const asked = await Promise.allSettled([
      crm.describe(policy.createAs),
      platform.describe(platform.objects[0] ?? 'member'),
    ]);
    const faults = asked.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason as unknown] : []));
    const worst =
      faults.find((fault) => isKind(fault, 'unauthorized')) ??
      faults.find((fault) => !isKind(fault, 'unreachable')) ??
      faults[0];
    if (worst !== undefined) throw worst;
    deps.log.info('connection.checked', { connection, version });
  };

function isKind(fault: unknown, kind: string): boolean {
  return typeof fault === 'object' && fault !== null && 'kind' in fault && fault.kind === kind;
}
