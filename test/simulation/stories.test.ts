import { expect, test } from '@jest/globals';
import { CONNECTION } from './connections.js';
import { story } from './stories.js';

const MINUTE = 60_000;

test('R-ALL-1 a record back from the bin keeps its partner, though someone with the partner’s new email is met before it', async () => {
  const { arrives, deletes, undeletes, edits, passes, syncs, partnerOf, history } = story();
  const back = arrives('crm', 'ann@example.org', { A: 'a' });
  await syncs();
  const member = await partnerOf(back);
  edits(history.world.records.platform.get(member!)!, { EMAIL: 'new@example.org' });
  deletes(back);
  await syncs();
  passes(20 * MINUTE);
  const taker = arrives('crm', 'new@example.org', { A: 'b' });
  passes(2_000);
  undeletes(back);
  await syncs();
  await syncs();
  expect(await partnerOf(back)).toBe(member);
  expect(await partnerOf(taker)).not.toBe(member);
});

test('R-ALL-13 a lost write is judged by the fields it wrote, though the mapping no longer reads them', async () => {
  const { arrives, edits, passes, syncs, loses, breaksOff, partnerOf, history } = story();
  const contact = arrives('crm', 'ann@example.org', { A: 'a' });
  await syncs();
  const member = history.world.records.platform.get((await partnerOf(contact))!)!;
  edits(contact, { A: 'b' });
  loses('platform', 'not landed');
  await breaksOff();
  expect(member.fields.get('A')).toBe('a');
  history.version = 2;
  passes(20 * MINUTE);
  await syncs();
  expect(member.fields.get('D')).toBe('b');
  history.version = 1;
  await syncs();
  expect(member.fields.get('A')).toBe('b');
});

test('R-ALL-8 an opt-out on either side crosses before anything else of the run, and is not undone by one side alone', async () => {
  const { arrives, edits, optsOut, syncs, partnerOf, history } = story();
  const contact = arrives('crm', 'ann@example.org', { A: 'a' });
  await syncs();
  const member = history.world.records.platform.get((await partnerOf(contact))!)!;
  edits(contact, { A: 'b' });
  optsOut(member);
  await syncs();
  expect([contact.optedOut, member.optedOut, member.fields.get('A')]).toEqual([true, true, 'b']);
  const written = (await history.rig.store.rows(CONNECTION, 2, ['done'], 0, 9)).map(({ op, side }) => [op, side]);
  expect(written).toEqual([
    ['optOut', 'crm'],
    ['update', 'platform'],
  ]);
  optsOut(contact, false);
  await syncs();
  expect(contact.optedOut).toBe(true);
});

test('R-ALL-8 someone who was opted out before the pair was known is opted out on both sides once it is', async () => {
  const { arrives, optsOut, syncs } = story();
  const contact = arrives('crm', 'ann@example.org');
  const member = arrives('platform', 'ann@example.org');
  optsOut(contact);
  await syncs();
  expect(member.optedOut).toBe(true);
});

test('R-ALL-5 a plan writes nothing and counts nobody as linked: the sync after it does both, once', async () => {
  const { arrives, syncs, history } = story();
  arrives('crm', 'ann@example.org', { A: 'a' });
  arrives('platform', 'ann@example.org', { A: 'b' });
  arrives('crm', 'bob@example.org', { A: 'a' });
  arrives('platform', 'bob@example.org', { A: 'a' });
  const reports = [];
  for (const mode of ['plan', 'sync', 'sync'] as const) {
    await syncs(mode);
    const { counts, updated } = (await history.rig.store.report(CONNECTION, history.runs.length))!;
    reports.push([counts.linked, counts.unchanged, updated.platform]);
  }
  expect(reports).toEqual([
    [0, 0, 0],
    [2, 0, 1],
    [0, expect.any(Number), 0],
  ]);
});

test('R-SY-5 without field mapping nobody who exists is updated on either side; newcomers are created, and opt-outs cross', async () => {
  const { arrives, edits, optsOut, syncs, partnerOf, history } = story({ updates: false });
  const contact = arrives('crm', 'ann@example.org', { A: 'a' });
  const member = arrives('platform', 'ann@example.org', { A: 'b' });
  await syncs();
  expect(await partnerOf(contact)).toBe(member.id);
  edits(contact, { A: 'c' });
  edits(member, { C: 'd' });
  optsOut(member);
  const newcomer = arrives('crm', 'bob@example.org', { A: 'e' });
  await syncs();
  expect([contact, member].map(({ fields }) => [fields.get('A'), fields.get('C')])).toEqual([
    ['c', null],
    ['b', 'd'],
  ]);
  expect(contact.optedOut).toBe(true);
  expect(history.world.records.platform.get((await partnerOf(newcomer))!)?.fields.get('A')).toBe('e');
});
