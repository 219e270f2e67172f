import { expect, test } from '@jest/globals';
import type { Store } from '../../src/ports/store.js';
import { pairOf } from './storeParties.js';
import { bench, create, moved, newLink, newRow } from './storeSamples.js';

export function sharingLaws(store: () => Store): void {
  test('R-ALL-17 a platform record belongs to the first connection of its account that claims it, once that is certain', async () => {
    const { account, leads, contacts } = await pairOf(store());
    const failed = leads.tx(async (inside) => {
      await inside.claim(account, ['m1']);
      throw new Error('taken back');
    });
    await expect(failed).rejects.toThrow('taken back');
    await leads.tx((inside) => inside.claim(account, ['m2', 'm3', 'm2']));
    await contacts.tx(async (inside) => {
      await inside.claim(account, ['m3', 'm1']);
      expect(await inside.ownedElsewhere(account, ['m1', 'm2', 'm3', 'm4'])).toHaveLength(2);
      await inside.claim('another list', ['m2']);
      expect(await inside.ownedElsewhere('another list', ['m2'])).toEqual([]);
    });
    await leads.tx(async (inside) => {
      expect(await inside.ownedElsewhere(account, ['m1', 'm2', 'm3'])).toEqual(['m1']);
    });
  });

  test('R-ALL-17 neighbours are the other parties of one list and one org, as they last said', async () => {
    const { leads, contacts, parties, party } = await pairOf(store());
    expect(await leads.tx((inside) => inside.neighbours())).toEqual([parties.contacts]);
    expect(await contacts.tx((inside) => inside.neighbours())).toEqual([parties.leads]);
    const stranger = await bench(store());
    expect([await store().isShared(leads.connection), await store().isShared(stranger.connection)]).toEqual([
      true,
      false,
    ]);
    expect(await stranger.tx((inside) => inside.neighbours())).toEqual([]);
    await store().join(party(stranger, 'Contact', { org: 'https://other.example' }));
    expect(await leads.tx((inside) => inside.neighbours())).toEqual([parties.contacts]);
    await store().join(party(stranger, 'Lead'));
    await store().join(party(stranger, 'Contact'));
    expect(await leads.tx((inside) => inside.neighbours())).toHaveLength(2);
    expect(await leads.tx((inside) => inside.neighbours())).toContainEqual(party(stranger, 'Contact'));
  });

  test('R-ALL-17 a removed connection has no claims and no neighbours', async () => {
    const { account, leads, contacts } = await pairOf(store());
    for (const { connection } of [leads, contacts]) await store().putConnection(connection, 'h', {}, '/');
    await leads.tx((inside) => inside.claim(account, ['m1']));
    await store().removeConnection(leads.connection);
    expect(await contacts.tx((inside) => inside.ownedElsewhere(account, ['m1']))).toEqual([]);
    expect(await contacts.tx((inside) => inside.neighbours())).toEqual([]);
  });

  test('R-ALL-17 of other connections it is seen whom they have linked or paired, who is busy there and whom they may still create', async () => {
    const { leads, contacts } = await pairOf(store());
    const names = [leads.connection];
    const links = await leads.tx((inside) =>
      inside.addLinks([
        newLink('L1', 'm1', { object: 'Lead' }),
        newLink('L2', null),
        newLink(null, 'm3'),
        newLink('L1', 'm4', { dead: true }),
      ]),
    );
    await leads.tx(async (inside) => {
      const rows = await inside.addRows([
        newRow(links[0]!.id),
        create(links[1]!.id, { key: 'l2@x.org', source: 'L2' }),
      ]);
      await inside.saveRows([moved(rows[1]!, 'sent')]);
    });
    const held = async (side: 'crm' | 'platform', ids: readonly string[]) =>
      (await store().holders(names, side, ids)).map(({ link, busy }) => [link.ids.crm, link.ids.platform, busy]);
    expect(await held('crm', ['L1', 'L2', 'L9'])).toEqual([
      ['L1', 'm1', true],
      ['L2', null, true],
    ]);
    expect(await held('platform', ['m1', 'm3', 'm4'])).toEqual([
      ['L1', 'm1', true],
      [null, 'm3', false],
    ]);
    const [first] = await store().holders(names, 'platform', ['m1']);
    expect(first).toEqual({ connection: leads.connection, link: links[0], busy: true });
    expect(await store().holders([], 'crm', ['L1'])).toEqual([]);
    await contacts.tx(async (inside) => {
      expect(await inside.pairedElsewhere(names, 'crm', ['L1', 'L2'])).toEqual(['L1']);
      expect(await inside.pairedElsewhere([], 'crm', ['L1'])).toEqual([]);
      expect(await inside.createdElsewhere(names, 'platform', ['l1@x.org', 'l2@x.org'])).toEqual(['l2@x.org']);
      expect(await inside.createdElsewhere(names, 'crm', ['l2@x.org'])).toEqual([]);
    });
  });

  test('R-ALL-9 R-ALL-17 of other connections it is seen whom they know to be deleted, by the other record, also by whom that became', async () => {
    const { leads } = await pairOf(store());
    const stone = (record: string, partner: string, heir: string | null = null) =>
      ({ side: 'platform', record, key: `${record}@x.org`, partner, heir }) as const;
    await leads.tx((inside) => inside.bury([stone('m1', 'L1'), stone('m2', 'L2'), stone('m3', 'L3', 'm2')]));
    await leads.tx((inside) => inside.bury([{ side: 'crm', record: 'L2', key: null, partner: null, heir: 'C2' }]));
    const known = async (names: readonly string[], partners: readonly string[]) =>
      (await store().stonesElsewhere(names, 'platform', partners)).map(({ record, partner }) => [record, partner]);
    expect(await known([leads.connection], ['L1', 'L3', 'C2'])).toEqual([
      ['m1', 'L1'],
      ['m2', 'C2'],
    ]);
    expect(await known([leads.connection], ['L2'])).toEqual([]);
    expect(await known([], ['L1'])).toEqual([]);
    expect(await known([leads.connection], [])).toEqual([]);
  });
}
