import { expect, test } from '@jest/globals';
import { CONNECTION } from './connections.js';
import { story, type Story } from './stories.js';
import type { Rec } from './records.js';

const MINUTE = 60_000;

/** Four people in step, and then a blank for each of them in the CRM: more than the one that may cross. */
async function blanked(): Promise<Story & { readonly crm: readonly Rec[]; readonly platform: readonly Rec[] }> {
  const told = story({ clears: true, guard: 1 });
  const crm = ['ann', 'bob', 'cyd', 'dee'].map((name) =>
    told.arrives('crm', `${name}@example.org`, { A: 'a', C: 'c' }),
  );
  await told.syncs();
  told.passes(30 * MINUTE);
  const platform = await Promise.all(
    crm.map(async (record) => told.history.world.records.platform.get((await told.partnerOf(record))!)!),
  );
  for (const record of crm) told.edits(record, { C: null });
  return { ...told, crm, platform };
}

const shown = (records: readonly Rec[], field: string) => records.map(({ fields }) => fields.get(field));
const outcome = async ({ history }: Story) =>
  (await history.rig.store.report(CONNECTION, history.runs.length))?.outcome;

async function quiet(told: Story, runs = 10): Promise<void> {
  const { attempts } = told.history.world.tally;
  for (let run = 0; run < runs; run += 1) {
    told.passes(5 * MINUTE);
    await told.syncs();
  }
  expect(told.history.world.tally.attempts).toBe(attempts);
}

test('R-ALL-6 with `blank: clears` one blank crosses, either way, and with `keeps` none does', async () => {
  for (const clears of [true, false]) {
    const { arrives, edits, syncs, partnerOf, history } = story({ clears });
    const there = arrives('crm', 'ann@example.org', { A: 'a', C: 'c' });
    const other = arrives('crm', 'bob@example.org', { A: 'a', C: 'c' });
    await syncs();
    const [member, of] = await Promise.all(
      [there, other].map(async (one) => history.world.records.platform.get((await partnerOf(one))!)!),
    );
    edits(there, { C: null, A: 'b' });
    edits(of!, { C: null });
    await syncs();
    expect(member!.fields.get('A')).toBe('b');
    expect([member!.fields.get('C'), other.fields.get('C')]).toEqual(clears ? [null, null] : ['c', 'c']);
  }
});

test('R-ALL-6 many blanks are held while the other edits of the same people and run cross; later runs go on and keep them held', async () => {
  const told = await blanked();
  const { crm, platform, edits, syncs } = told;
  edits(crm[0]!, { A: 'b' });
  edits(platform[1]!, { A: 'd' });
  await syncs();
  expect(shown(platform, 'C')).toEqual(['c', 'c', 'c', 'c']);
  expect([platform[0]!.fields.get('A'), crm[1]!.fields.get('A')]).toEqual(['b', 'd']);
  expect(await outcome(told)).toBe('held');
  const [hash] = await told.holds();
  told.passes(30 * MINUTE);
  edits(crm[2]!, { A: 'e' });
  await syncs();
  expect(platform[2]!.fields.get('A')).toBe('e');
  await quiet(told);
  expect(shown(platform, 'C')).toEqual(['c', 'c', 'c', 'c']);
  expect(await told.holds()).toEqual([hash]);
  // Looked at in every run, and kept: the journal does not grow by them.
  expect(await told.history.rig.store.rowsOfHold(CONNECTION, hash!, 0, 99)).toHaveLength(4);
});

test('R-ALL-6 a held row that is planned again in a small run stays held', async () => {
  const told = await blanked();
  await told.syncs();
  told.passes(30 * MINUTE);
  told.edits(told.crm[0]!, { A: 'b' });
  await told.syncs();
  await told.syncs('records');
  expect(shown(told.platform, 'C')).toEqual(['c', 'c', 'c', 'c']);
  expect(told.platform[0]!.fields.get('A')).toBe('b');
});

test('R-ALL-6 approval writes just what still is as it was: who was edited since is planned anew, on the side written to it is held anew', async () => {
  const told = await blanked();
  const { crm, platform, edits } = told;
  await told.syncs();
  const [hash] = await told.holds();
  edits(crm[0]!, { C: 'new' });
  edits(platform[1]!, { C: 'theirs' });
  await told.approves(hash!);
  expect(shown(platform, 'C')).toEqual(['new', 'theirs', null, null]);
  const [anew, ...more] = await told.holds();
  expect([anew === hash, more]).toEqual([false, []]);
  await quiet(told);
  expect(await outcome(told)).toBe('held');
  await told.approves(anew!);
  expect(shown(platform, 'C')).toEqual(['new', null, null, null]);
  expect(await outcome(told)).toBe('inStep');
  await quiet(told);
});

test('R-ALL-15 rejection writes nothing and is not asked again, until that field changes', async () => {
  const told = await blanked();
  const { crm, platform, edits } = told;
  await told.syncs();
  const [hash] = await told.holds();
  await told.rejects(hash!);
  await quiet(told);
  expect([await outcome(told), await told.holds()]).toEqual(['inStep', []]);
  expect(shown(platform, 'C')).toEqual(['c', 'c', 'c', 'c']);
  edits(crm[0]!, { C: 'new', A: 'b' });
  await told.syncs();
  told.passes(30 * MINUTE);
  edits(crm[1]!, { A: 'b' });
  await told.syncs();
  expect(shown(platform, 'C')).toEqual(['new', 'c', 'c', 'c']);
  expect(shown(platform, 'A')).toEqual(['b', 'b', 'a', 'a']);
  await quiet(told);
});

test('R-ALL-8 opt-outs cross whatever is held', async () => {
  const told = await blanked();
  for (const record of told.crm) told.optsOut(record);
  await told.syncs();
  expect(told.platform.map(({ optedOut }) => optedOut)).toEqual([true, true, true, true]);
  expect(shown(told.platform, 'C')).toEqual(['c', 'c', 'c', 'c']);
});

test('R-ALL-6 creates are free in the first sync and held after it; approved they are made, rejected they are not', async () => {
  const told = story({ guard: 1 });
  const { arrives, syncs, partnerOf, passes } = told;
  const first = ['a', 'b', 'c'].map((name) => arrives('crm', `${name}@example.org`));
  await syncs();
  expect(await Promise.all(first.map(partnerOf))).not.toContain(null);
  passes(30 * MINUTE);
  const second = ['d', 'e', 'f'].map((name) => arrives('crm', `${name}@example.org`));
  await syncs();
  expect(await Promise.all(second.map(partnerOf))).toEqual([null, null, null]);
  const [hash] = await told.holds();
  await told.approves(hash!);
  expect(await Promise.all(second.map(partnerOf))).not.toContain(null);
  passes(30 * MINUTE);
  const third = ['g', 'h'].map((name) => arrives('crm', `${name}@example.org`));
  await syncs();
  const [other] = await told.holds();
  await told.rejects(other!);
  await quiet(told);
  expect(await Promise.all(third.map(partnerOf))).toEqual([null, null]);
});

test('R-ALL-6 an approval that is broken off keeps held what it did not write', async () => {
  const told = await blanked();
  await told.syncs();
  const [hash] = await told.holds();
  told.loses('platform', 'not landed');
  await told.approves(hash!);
  expect(shown(told.platform, 'C')).toEqual([null, null, null, null]);
  await quiet(told);
});

test('R-ALL-6 creates that nobody answered stay listed, full syncs notwithstanding, until they are asked for again and made', async () => {
  const told = story({ guard: 1 });
  const { store } = told.history.rig;
  told.arrives('crm', 'ann@example.org');
  await told.syncs();
  told.passes(30 * MINUTE);
  const later = ['d', 'e'].map((name) => told.arrives('crm', `${name}@example.org`));
  await told.syncs();
  const [hash] = await told.holds();
  await told.expires(hash!);
  const listed = async () => (await store.inbox(CONNECTION, ['waiting'])).map(({ cause, crm }) => [cause, crm]);
  for (let run = 0; run < 2; run += 1) {
    told.passes(30 * MINUTE);
    await told.syncsFully();
    expect(await listed()).toEqual(later.map(({ id }) => ['expired', id]));
    expect(await Promise.all(later.map(told.partnerOf))).toEqual([null, null]);
  }
  const [first] = await store.inbox(CONNECTION, ['waiting']);
  await store.retry(CONNECTION, [first!.entry]);
  await told.syncs();
  expect(await told.partnerOf(later[0]!)).not.toBeNull();
  expect(await listed()).toEqual([['expired', later[1]!.id]]);
});
