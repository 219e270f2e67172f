import { expect, test } from '@jest/globals';
import { sparing } from '../../src/domain/spared.js';
import type { Store } from '../../src/ports/store.js';
import { pairOf } from './storeParties.js';
import { create, listed, moved, newLink, newRow, type Bench } from './storeSamples.js';

const BASELINE = { 'A=B:text': { crm: 'a', platform: 'b', run: 1, at: 5 } };
const OPTED_OUT = [
  { side: 'crm', id: 'L1', at: 7 },
  { side: 'platform', id: 'm1', at: 9 },
] as const;

/** What goes along with a link that one connection gives to another, and what does not go (ports/sharing.ts, H1 to H6). */
export function handOverLaws(store: () => Store): void {
  test('R-ALL-17 R-ALL-10 a link that is handed over goes as it stands, with all that is known of both its records', async () => {
    const { account, leads, contacts, parties } = await pairOf(store());
    const [link] = await leads.tx(async (inside) => {
      await inside.claim(account, ['m1']);
      await inside.saveBaselines([{ crm: 'L1', platform: 'm1', baseline: BASELINE }]);
      await inside.noteOptOuts([...OPTED_OUT, { side: 'crm', id: 'C2', at: 12 }], 'first');
      await inside.noteConsents([{ crm: 'L1', platform: 'm1', at: 8, source: 'form', text: null }]);
      await inside.bury([{ side: 'platform', record: 'm0', key: 'l1@x.org', partner: 'L1', heir: null }]);
      await inside.list([listed({ crm: 'L1' }), listed({ crm: null, platform: 'm1', cause: 'locked' })]);
      return inside.addLinks([
        newLink('L1', 'm1', {
          object: 'Lead',
          optedOut: { crm: true, platform: true },
          gone: { crm: true, platform: true },
          refused: 'x',
        }),
      ]);
    });
    const [held] = await leads.tx((inside) => inside.addRows([newRow(link!.id, { state: 'held', hold: 'h' })]));
    const [met] = await contacts.tx((inside) => inside.addLinks([newLink(null, 'm1'), newLink('C9', 'm9')]));
    const [wish] = await contacts.tx((inside) => inside.addRows([create(met!.id, { side: 'crm' })]));
    const before = await store().tick();

    const became = [
      { id: 'C1', left: 11 },
      { id: 'C2', left: null },
    ];
    const [taken] = await store().handOver(leads.connection, parties.contacts, [link!.id], became);

    await leads.tx(async (inside) => {
      const [ended] = await inside.linksById([link!.id]);
      expect(ended).toEqual({ ...link, dead: true, rev: ended!.rev });
      expect(ended!.rev).toBeGreaterThan(before);
      expect(await inside.rowsById([held!.id])).toMatchObject([{ state: 'void' }]);
      expect(
        await inside.entries([
          { side: 'crm', id: 'L1' },
          { side: 'platform', id: 'm1' },
        ]),
      ).toEqual([]);
      expect(await inside.ownedElsewhere(account, ['m1'])).toEqual(['m1']);
    });
    await contacts.tx(async (inside) => {
      const [now] = await inside.linksByRecord('platform', ['m1']);
      expect(now).toEqual({
        ...link,
        id: taken,
        rev: now!.rev,
        gone: { crm: false, platform: true },
        behind: true,
        refused: null,
      });
      expect(now!.rev).toBeGreaterThan(before);
      expect(await inside.linksById([met!.id])).toMatchObject([{ dead: true }]);
      expect(await inside.rowsById([wish!.id])).toMatchObject([{ state: 'void' }]);
      expect(await inside.baselines([{ crm: 'L1', platform: 'm1' }])).toEqual([BASELINE]);
      expect(await inside.optOutNotes(OPTED_OUT)).toEqual(OPTED_OUT);
      const successors = await inside.optOutNotes([
        { side: 'crm', id: 'C1' },
        { side: 'crm', id: 'C2' },
      ]);
      expect(successors.map(({ at }) => at).toSorted()).toEqual([11, 12]);
      expect(await inside.consents(['L1'], [])).toMatchObject([{ at: 8 }]);
      const stones = await inside.stones('platform', { records: [], keys: [], partners: ['L1'] });
      expect(stones).toMatchObject([{ record: 'm0', cleared: false }]);
    });
    expect(await store().looseEnds(contacts.connection, 0, 9)).toEqual([taken]);
  });

  test('R-ALL-17 R-ALL-9 whom one connection would not take away the other one does not either', async () => {
    const { leads, contacts, parties } = await pairOf(store());
    const [link] = await leads.tx((inside) => inside.addLinks([newLink('L1', 'm1', { refused: 'x' })]));
    await leads.tx((inside) => inside.saveLinks([sparing(link!, 'platform')]));
    const [taken] = await store().handOver(leads.connection, parties.contacts, [link!.id]);
    const [now] = await contacts.tx((inside) => inside.linksById([taken!]));
    expect(now!.refused).toBe(sparing({ ...now!, refused: null }, 'platform').refused);
    expect(now!.refused).not.toBe(sparing({ ...now!, refused: null }, 'crm').refused);
  });

  test('R-ALL-17 what may have landed is not handed over, nor who is in a pair or in a write of the other connection', async () => {
    const { leads, contacts, parties } = await pairOf(store());
    const links = await leads.tx((inside) =>
      inside.addLinks(['1', '2', '3', '4'].map((n) => newLink(`L${n}`, `m${n}`, { object: 'Lead' }))),
    );
    const theirs = await contacts.tx((inside) =>
      inside.addLinks([newLink('C2', 'm2'), newLink(null, 'm3'), newLink(null, 'm4')]),
    );
    const opens = (one: Bench, link: number) =>
      one.tx(async (inside) => {
        const [row] = await inside.addRows([newRow(link)]);
        await inside.saveRows([moved(row!, 'unknown')]);
      });
    await opens(leads, links[0]!.id);
    await opens(contacts, theirs[1]!.id);
    const taken = await store().handOver(
      leads.connection,
      parties.contacts,
      links.map(({ id }) => id),
    );
    expect(taken).toHaveLength(1);
    expect(await store().holders([contacts.connection], 'crm', ['L1', 'L2', 'L3', 'L4'])).toMatchObject([
      { link: { id: taken[0], ids: { crm: 'L4', platform: 'm4' } } },
    ]);
    expect(await store().handOver(leads.connection, parties.contacts, [links[3]!.id])).toEqual([]);
  });

  test('R-ALL-17 R-ALL-8 of a CRM record alone that the other connection knows already only what is known goes along', async () => {
    const { leads, contacts, parties } = await pairOf(store());
    const [alone] = await leads.tx(async (inside) => {
      await inside.noteOptOuts([{ side: 'crm', id: 'L1', at: 7 }], 'first');
      return inside.addLinks([newLink('L1', null, { object: 'Lead' })]);
    });
    const [theirs] = await contacts.tx((inside) => inside.addLinks([newLink('L1', 'm1', { object: 'Lead' })]));
    expect(await store().handOver(leads.connection, parties.contacts, [alone!.id])).toEqual([]);
    expect(await leads.tx((inside) => inside.linksById([alone!.id]))).toMatchObject([{ dead: true }]);
    await contacts.tx(async (inside) => {
      expect(await inside.linksByRecord('crm', ['L1'])).toEqual([theirs]);
      expect(await inside.optOutNotes([{ side: 'crm', id: 'L1' }])).toMatchObject([{ at: 7 }]);
    });
  });

  test('R-ALL-17 R-ALL-1 whoever has nobody and bears the email of a link that is handed over is looked at again', async () => {
    const { leads, contacts, parties } = await pairOf(store());
    const keys = { crm: 'a@x.org', platform: 'b@x.org' };
    const bears = (key: string) => ({ keys: { crm: null, platform: key } });
    const [pair, alone, half, other] = await leads.tx((inside) =>
      inside.addLinks([
        newLink('L1', 'm1', { object: 'Lead', keys }),
        newLink('L2', null, { object: 'Lead', keys: { crm: 'c@x.org', platform: null } }),
        newLink(null, 'm3', bears('a@x.org')),
        newLink(null, 'm4', bears('c@x.org')),
        newLink(null, 'm5', bears('d@x.org')),
        newLink('L6', 'm6', bears('a@x.org')),
      ]),
    );
    const [, theirs] = await contacts.tx((inside) =>
      inside.addLinks([
        newLink('L2', 'm2'),
        newLink(null, 'm7', bears('b@x.org')),
        newLink(null, 'm8', bears('d@x.org')),
      ]),
    );
    const taken = await store().handOver(leads.connection, parties.contacts, [pair!.id]);
    expect(await store().looseEnds(leads.connection, 0, 9)).toEqual([half!.id]);
    expect(await store().looseEnds(contacts.connection, 0, 9)).toEqual([theirs!.id, ...taken]);
    await store().handOver(leads.connection, parties.contacts, [alone!.id]);
    expect(await store().looseEnds(leads.connection, 0, 9)).toEqual([half!.id, other!.id]);
  });

  test('R-ALL-17 two connections that hand links to each other at the same time do not wait in a circle', async () => {
    const { leads, contacts, parties } = await pairOf(store());
    const ids = async (one: Bench, letter: string) =>
      (
        await one.tx((inside) =>
          inside.addLinks(Array.from({ length: 8 }, (_, n) => newLink(`${letter}${n}`, `m${letter}${n}`))),
        )
      ).map(({ id }) => id);
    const [out, back] = [await ids(leads, 'L'), await ids(contacts, 'C')];
    const given = await Promise.all(
      out.flatMap((link, at) => [
        store().handOver(leads.connection, parties.contacts, [link]),
        store().handOver(contacts.connection, parties.leads, [back[at]!]),
      ]),
    );
    expect(given.flat()).toHaveLength(16);
  });
}
