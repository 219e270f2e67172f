import { normaliseEmail } from '../../src/domain/email.js';
import { isHalf } from '../../src/domain/landed.js';
import { turnOf } from '../../src/domain/optOut.js';
import { isAlive, type Snapshot } from '../../src/domain/record.js';
import { SIDES, type Side } from '../../src/domain/side.js';
import type { Staged } from '../../src/ports/stored.js';
import type { Tx } from '../../src/ports/tx.js';
import { mappedFields } from '../mappedFields.js';
import { chainEnds, type Chains } from './chains.js';
import { isSynced, type Desk } from './desk.js';
import { noteRecords } from './book.js';
import { handIn, handOut, NOTHING_FETCHED, type Fetched } from './handOvers.js';

type Elsewhere = 'exists-as-lead' | 'exists-as-contact';

/** What was asked outside before people without a partner are matched. */
export interface Lookup extends Fetched, Chains {
  /** By normalised email: Salesforce knows the person as an object this connection does not sync. */
  readonly elsewhere: ReadonlyMap<string, Elsewhere>;
  /** People of the synced object that the windows did not show: outside the filter, or committed late. */
  readonly found: readonly Staged[];
}

/** Asks both the org and the account's register about those of `items` that have no partner yet. No store transaction is open meanwhile. */
export async function lookUp(desk: Desk, items: readonly Staged[]): Promise<Lookup> {
  const chains = await chainEnds(desk, items);
  const { ends } = chains;
  const neighbours = await desk.lane.tx((tx) => tx.neighbours());
  await handOut(desk, neighbours, items, ends);
  const unmatched = await desk.lane.tx((tx) => withoutPartner(tx, items));
  const { strangers, leads } = await desk.lane.tx((tx) => worthAsking(tx, desk, unmatched));
  const keys = [...new Set([...strangers, ...leads])];
  const asked = keys.length === 0 ? NOBODY : await ask(desk, keys, strangers);
  const wanted = unmatched.filter(({ record, key }) => isWanted(desk, record) && !asked.elsewhere.has(key ?? ''));
  const fetched =
    neighbours.length === 0
      ? NOTHING_FETCHED
      : await handIn(
          desk,
          neighbours,
          [...wanted.filter(({ record }) => record.side === 'crm'), ...ends.values()].map(({ record }) => record.id),
          await desk.lane.tx((tx) => wantedMembers(tx, desk, wanted, asked.found)),
        );
  return { ...asked, ...fetched, ...chains };
}

const isWanted = (desk: Desk, { side, object }: Snapshot) => side === 'platform' || isSynced(desk, object);

const NOBODY: Pick<Lookup, 'elsewhere' | 'found'> = { elsewhere: new Map(), found: [] };

async function ask(
  { deps, opened, mapping }: Desk,
  keys: readonly string[],
  strangers: ReadonlySet<string>,
): Promise<Pick<Lookup, 'elsewhere' | 'found'>> {
  const seq = await deps.store.tick();
  const hits = await opened.crm.findByEmail(mappedFields(mapping, 'crm'), keys);
  const elsewhere = new Map<string, Elsewhere>();
  const found: Staged[] = [];
  for (const record of hits) {
    const key = normaliseEmail(record.email);
    const cause = opened.policy.elsewhere[record.object];
    // Two leads with one email would find each other for ever.
    if (isSynced({ opened }, record.object) && strangers.has(key ?? ''))
      found.push({ record, key, seq, phase: turnOf(record) });
    if (cause && key !== null) elsewhere.set(key, cause);
  }
  return { elsewhere, found };
}

/** Living records with an email whose link, if any, is half. */
async function withoutPartner(tx: Tx, items: readonly Staged[]): Promise<readonly Staged[]> {
  const living = items.filter(({ record, key }) => key !== null && isAlive(record) && record.unfit === null);
  const whole = { crm: new Set<string>(), platform: new Set<string>() };
  for (const side of SIDES) {
    const ids = living.filter(({ record }) => record.side === side).map(({ record }) => record.id);
    for (const link of await tx.linksByRecord(side, ids)) {
      if (!isHalf(link)) noteRecords(whole, link);
    }
  }
  return living.filter(({ record: { side, id } }) => !whole[side].has(id));
}

/** Platform records that these people of the CRM lead to, by what they carry or by email. */
async function ledTo(tx: Tx, people: readonly Staged[]): Promise<readonly string[]> {
  const keys = people.flatMap(({ key }) => key ?? []);
  return [
    ...people.flatMap(({ record }) => record.carries ?? []),
    ...(await tx.linksByKey('platform', keys)).flatMap(({ ids }) => ids.platform ?? []),
    ...(await tx.imagesByKey('platform', keys)).map(({ record }) => record.id),
  ];
}

/** Of these, platform records that somebody of the synced object leads to. */
async function wantedMembers(
  tx: Tx,
  desk: Desk,
  wanted: readonly Staged[],
  found: readonly Staged[],
): Promise<readonly string[]> {
  const members = wanted.filter(({ record }) => record.side === 'platform');
  const keys = members.flatMap(({ key }) => key ?? []);
  // Whoever waits, and not for a refusal, may not be there any more: once read again, they lead to it themselves.
  const free = (await tx.linksByKey('crm', keys)).filter(
    (link) => isHalf(link) && !link.gone.crm && (!link.behind || link.refused !== null),
  );
  const met = await withoutPartner(tx, [...(await tx.imagesByKey('crm', keys)), ...found]);
  const known = new Set([
    ...free.filter(({ object }) => isSynced(desk, object)).map((link) => link.keys.crm),
    ...met.filter(({ record }) => isSynced(desk, record.object)).map(({ key }) => key),
  ]);
  const people = wanted.filter(({ record }) => record.side === 'crm');
  return [...(await ledTo(tx, people)), ...members.filter(({ key }) => known.has(key)).map(({ record }) => record.id)];
}

/** Emails to be asked for: of members nobody of the synced object is known for, and of Leads, since a Contact beats its Lead (R-ALL-1). */
async function worthAsking(
  tx: Tx,
  { opened }: Desk,
  unmatched: readonly Staged[],
): Promise<{ readonly strangers: ReadonlySet<string>; readonly leads: readonly string[] }> {
  const keysOf = (side: Side) => unmatched.filter(({ record }) => record.side === side).flatMap(({ key }) => key ?? []);
  const members = opened.policy.creates.crm ? keysOf('platform') : [];
  const known = new Set([
    ...(await tx.linksByKey('crm', members)).filter((link) => !link.gone.crm).map((link) => link.keys.crm),
    ...(await tx.imagesByKey('crm', members)).filter(({ record }) => isAlive(record)).map(({ key }) => key),
  ]);
  const beaten = isSynced({ opened }, 'Lead') && opened.policy.elsewhere['Contact'] !== undefined;
  return { strangers: new Set(members.filter((key) => !known.has(key))), leads: beaten ? keysOf('crm') : [] };
}
