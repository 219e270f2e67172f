import type { Side } from '../src/domain/side.js';
import type { Schema } from '../src/ports/people.js';
import type { Activities, UnknownField } from './contract.js';
import type { Deps } from './deps.js';
import { openFor } from './openFor.js';

/** Asks both systems for the schemas a run would ask for: one call each, which needs the credentials and the right to see the objects. Says which mapped fields they lack. */
export const check = (deps: Deps): Activities['check'] =>
  async function check({ connection, version }) {
    const { connection: file, crm, platform, policy } = await openFor(deps, { connection, version }, 'urgent');
    // Not Promise.all: an outage of one must not hide that the other refuses the credentials.
    const asked = await Promise.allSettled([
      crm.describe(policy.createAs),
      platform.describe(platform.objects[0] ?? 'member'),
    ] as const);
    const faults = asked.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason as unknown] : []));
    const worst =
      faults.find((fault) => isKind(fault, 'unauthorized')) ??
      faults.find((fault) => !isKind(fault, 'unreachable')) ??
      faults[0];
    if (worst !== undefined) throw worst;
    const [org, audience] = asked;
    const unknown = (file.fields[policy.createAs] ?? []).flatMap((rule) => [
      ...strange('crm', rule.salesforce, org),
      ...strange('platform', rule.platform, audience),
    ]);
    deps.log.info('connection.checked', { connection, version, unknown: unknown.length });
    return { unknown };
  };

function strange(side: Side, field: string, answer: PromiseSettledResult<Schema>): readonly UnknownField[] {
  const fields = answer.status === 'fulfilled' ? answer.value.fields : [];
  return fields.some(({ name }) => name.toLowerCase() === field.toLowerCase()) ? [] : [{ side, field }];
}

function isKind(fault: unknown, kind: string): boolean {
  return typeof fault === 'object' && fault !== null && 'kind' in fault && fault.kind === kind;
}
