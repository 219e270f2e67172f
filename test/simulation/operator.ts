import { rejection } from './holds.js';
import { endOf } from './succession.js';
import { begin, type Begun, type History } from './run.js';
import { CONNECTION, connectionsOf } from './connections.js';
import { type Rig } from './setup.js';
import { living, type Rec, setOptOut, stampOf } from './records.js';
import type { World } from './world.js';

const ROWS = 1_000;

/** What an operator does about held rows, now and then: approves a hash, rejects it, or waits. */
export async function operator(history: History, connection: string): Promise<void> {
  const { world, rig, runs } = history;
  const hold = world.late.pick(await rig.store.holds(connection));
  if (hold === undefined) return;
  const lot = world.late.next();
  if (lot < 0.4) return reject(history, hold.hash, connection);
  if (lot >= 0.8 || runs.some((run) => !run.ended && run.waiver !== null)) return;
  const begun = approve(history, hold.hash, connection);
  if (begun instanceof Promise) await begun;
}

/** Somebody asks us to convert a lead, now and then into a contact that is there. */
export async function askToConvert({ world, rig }: History): Promise<void> {
  const free = living(world, 'crm');
  const lead = world.late.pick(free.filter(({ object }) => object === 'Lead'));
  if (lead === undefined) return;
  const contact = world.late.chance(0.3)
    ? world.late.pick(free.filter(({ object }) => object === 'Contact'))
    : undefined;
  await asksFor(world, rig, lead.id, contact?.id ?? null);
}

export async function asksFor(world: World, { store }: Rig, lead: string, contact: string | null): Promise<void> {
  if (!world.conversions.has(lead)) world.conversions.set(lead, 'asked');
  await store.askConversion(CONNECTION, { lead, contact, account: null, opportunity: null });
}

/** Somebody who is opted out consents to be mailed again, now or, as is found out only now, some time ago; or signs up anew. */
export async function consent({ world, rig }: History): Promise<void> {
  if (world.lots.forms && world.late.chance(0.5)) {
    const member = world.late.pick(living(world, 'platform').filter(({ optedOut }) => optedOut));
    return member && signUp(world, member);
  }
  const left = world.late.pick(living(world, 'crm').filter(({ optedOut }) => optedOut));
  const ago = world.late.chance(0.5) ? 0 : world.late.below(1_800_000);
  if (left !== undefined) await consents(world, rig, left.id, world.now - ago);
}

export async function consents(world: World, { store }: Rig, crm: string, at: number): Promise<void> {
  const connections = connectionsOf(world);
  const explained = await Promise.all(connections.map((one) => store.explain(one, crm)));
  const known = explained.flat().filter(({ link }) => !link.dead && link.ids.crm === crm);
  const platform = known.map(({ link }) => link.ids.platform).find((id) => id !== null) ?? null;
  for (const name of [`crm ${crm}`, ...(platform === null ? [] : [`platform ${platform}`])])
    world.consents.set(name, [...(world.consents.get(name) ?? []), at]);
  for (const one of connections) await store.addConsent(one, { crm, platform, at, source: 'form', text: null });
}

/** Signs up anew by the platform's own form, which tells of it by itself. */
export function signUp(world: World, member: Rec): void {
  const at = stampOf(world.now);
  const partner = world.partners.get(`platform ${member.id}`);
  for (const name of [`platform ${member.id}`, ...(partner === undefined ? [] : [`crm ${partner}`])])
    world.consents.set(name, [...(world.consents.get(name) ?? []), at]);
  member.signedUpAt = at;
  world.fire('sign-up');
  setOptOut(world, member, false, at);
}

export function approve(history: History, hash: string, connection = CONNECTION): Begun {
  const { approved } = history.world.holds;
  const before = approved.has(hash);
  approved.add(hash);
  const begun = begin(history, 'records', hash, false, connection);
  if (!(begun instanceof Promise)) return begun;
  return begun.then((run) => {
    if (run === null && !before) approved.delete(hash);
    return run;
  });
}

export async function reject(
  { world, rig }: History,
  hash: string,
  connection = CONNECTION,
  why?: 'expired',
): Promise<void> {
  // Held as it is rejected: an instant in which nothing else happens.
  for (const row of await rig.store.rowsOfHold(connection, hash, 0, ROWS)) {
    if (row.state !== 'held') continue;
    if (row.op === 'create') {
      world.holds.rejected.add(`${row.side === 'crm' ? 'platform' : 'crm'} ${row.source}`);
      // With other values, of before or after, the person is asked about anew.
      world.holds.held.delete(`${row.side} create ${row.source}`);
    }
    if (row.kind === 'delete') world.holds.rejected.add(`${row.side} gone ${row.target}`);
    for (const { rule, old, from } of row.changes) {
      const field = rule.split('=')[0] ?? '';
      const [crm, ours, theirs] = row.side === 'crm' ? [row.target, old, from] : [row.source, from, old];
      // The link may not have followed its record yet.
      const record = world.records.crm.get(String(crm));
      for (const id of [String(crm), record ? endOf(world, record).id : String(crm)])
        world.holds.rejected.add(rejection(id, field, ours, theirs));
    }
  }
  await rig.store.reject(connection, hash, why);
}
