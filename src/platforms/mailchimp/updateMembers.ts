import { performance } from 'node:perf_hooks';
import { SyncError } from '../../domain/faults.js';
import type { Change, OptOut, Outcome } from '../../ports/people.js';
import type { Api } from './api.js';
import { memberRefused } from './faults.js';
import { EMAIL, mergeFieldsOf } from './members.js';
import { inParallel } from './parallel.js';
import { member } from './memberShape.js';

/** A batch of updates begins no call later than this after its first: a worker that slept in the middle sends nothing more (protocol 2, zombies). Part of `landsWithin`. */
export const SENDING_MS = 10_000;

/**
 * One PATCH a member, by its lasting id: the only call that neither creates nor touches a subscription. A batch with `update_existing` would create whoever was
 * deleted meanwhile, and its status would undo an unsubscription of that very moment (law L3, R-ALL-8).
 */
export function updateMembers(api: Api, changes: readonly Change[]): Promise<readonly Outcome[]> {
  return oneByOne(changes, (change) => updateOne(api, change));
}

/** R-ALL-8: the status and nothing else. Source: Marketing API, "Update list member". */
export function unsubscribeMembers(api: Api, people: readonly OptOut[]): Promise<readonly Outcome[]> {
  return oneByOne(people, ({ id }) => patch(api, id, { status: 'unsubscribed' }));
}

/**
 * One call after another for each of a batch, several side by side; after a fault no further one is begun, and the rest comes back as `missed`. While
 * others are answered, a lost answer leaves that one alone in doubt.
 */
export async function oneByOne<Ask>(
  asks: readonly Ask[],
  write: (ask: Ask) => Promise<Outcome>,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  const latest = performance.now() + SENDING_MS;
  let halted: SyncError | null = null;
  let lost: SyncError | null = null;
  await inParallel([...asks.entries()], async ([at, ask]) => {
    if (halted !== null || lost !== null) return;
    if (performance.now() > latest)
      halted = new SyncError('throttled', 'Mailchimp took too long over a batch of updates', {
        system: 'mailchimp',
        code: 'slow',
      });
    else
      try {
        outcomes[at] = await write(ask);
      } catch (error) {
        if (!(error instanceof SyncError)) throw error;
        if (error.kind === 'unknown') {
          lost = error;
          outcomes[at] = { kind: 'lost' };
        } else halted = error;
      }
  });
  // Assigned in parallel, which the compiler does not see.
  const [unknown, fault] = [lost as SyncError | null, halted as SyncError | null];
  const came = (...kinds: readonly Outcome['kind'][]) => outcomes.some((one) => one && kinds.includes(one.kind));
  // Nobody answers: not worth another batch.
  if (unknown !== null && !came('done', 'refused', 'stale', 'locked')) throw unknown;
  if (fault !== null && !came('done', 'lost')) throw fault;
  // Law L2: something may have been written, so the rest comes back as rows to be sent again: what stands in their way still is thrown then.
  return asks.map((_ask, at) => outcomes[at] ?? { kind: 'missed' });
}

async function updateOne(api: Api, change: Change): Promise<Outcome> {
  const email = change.fields[EMAIL];
  if (email !== undefined && (typeof email !== 'string' || email.trim() === ''))
    return { kind: 'refused', code: 'no-email', fields: [EMAIL], vendorText: '' };
  const merge = mergeFieldsOf(change.fields);
  return patch(api, change.id, {
    ...(email === undefined ? {} : { email_address: email }),
    ...(Object.keys(merge).length === 0 ? {} : { merge_fields: merge }),
  });
}

export async function patch(api: Api, id: string, body: Readonly<Record<string, unknown>>): Promise<Outcome> {
  const reply = await api.send({
    effect: 'write',
    method: 'PATCH',
    path: `/members/${encodeURIComponent(id)}`,
    query: { fields: 'contact_id,email_address,status,last_changed' },
    body,
    shape: member,
  });
  if (reply.kind === 'problem') return memberRefused(reply.status, reply.said);
  if (reply.value.status === 'archived') return { kind: 'stale', code: 'archived' };
  return { kind: 'done', id: reply.value.contact_id, created: false, stamp: reply.value.last_changed };
}
