import type { Party } from '../../src/ports/sharing.js';
import type { Store } from '../../src/ports/store.js';
import { bench, type Bench } from './storeSamples.js';

let lists = 0;

/** Leads and Contacts of one list, each a connection. */
export async function pairOf(store: Store) {
  const account = `list-${(lists += 1)}`;
  const [leads, contacts] = [await bench(store), await bench(store)];
  const party = ({ connection }: Bench, object: string, more: Partial<Party> = {}): Party => ({
    connection,
    account,
    org: 'https://acme.example',
    objects: [object],
    ...more,
  });
  const parties = { leads: party(leads, 'Lead'), contacts: party(contacts, 'Contact') };
  for (const one of Object.values(parties)) await store.join(one);
  return { account, leads, contacts, parties, party };
}
