import { describe, expect, test } from '@jest/globals';
import { consentOf } from '../../src/cli/operations/consent.js';
import { SyncError } from '../../src/domain/faults.js';
import type { NewLink } from '../../src/ports/stored.js';
import { applied, ID, nobody, NOON, storedRun, testDesk } from './desk.js';

const FORM = { source: 'form', text: null, at: null };
const ended = { endedAt: NOON, outcome: 'inStep' } as const;
const ADA = nobody.ids.crm!;

/** A desk that knows Ada, opted out on both sides, and whose next run leaves her like that. */
async function left(after: NewLink['optedOut'] = { crm: false, platform: false }) {
  const desk = testDesk();
  await applied(desk);
  const out = { ...nobody, optedOut: { crm: true, platform: true } };
  await storedRun(desk, 1, 'sync', async (tx) => void (await tx.addLinks([out])), ended);
  desk.engine.requestRun = async () => 2;
  desk.meanwhile = async (turn) => {
    if (turn !== 1) return;
    await storedRun(
      desk,
      2,
      'sync',
      async (tx) => {
        const [link] = await tx.linksByRecord('crm', [ADA]);
        await tx.saveLinks([{ ...link!, optedOut: after }]);
      },
      ended,
    );
  };
  return desk;
}

/** Evidence kept about Ada. */
async function kept(desk: Awaited<ReturnType<typeof left>>) {
  await desk.store.openRun({
    connection: ID,
    run: 9,
    mode: 'sync',
    full: false,
    records: [],
    version: 1,
    startedAt: 1,
  });
  const lease = await desk.store.lease(ID, 9, 'plan');
  return desk.store.transaction(lease, (tx) => tx.consents([ADA], []));
}

describe('consent', () => {
  test('R-ALL-8 keeps the evidence with both records’ ids and the time, waits for the run and says what became of it', async () => {
    const desk = await left();
    const at = '2026-02-28T08:00:00Z';
    const { consent, optedOut } = await consentOf(desk, ID, 'ada@example.org', { source: ' form ', text: 'Yes', at });
    expect(consent).toEqual({ crm: ADA, platform: 'c1', at: Date.parse(at), source: 'form', text: 'Yes' });
    expect(optedOut).toBe(false);
    expect(await kept(desk)).toMatchObject([consent]);
  });

  test('R-ALL-8 without a time it is now; who stays opted out is said to be', async () => {
    const desk = await left({ crm: false, platform: true });
    const { consent, optedOut } = await consentOf(desk, ID, ADA, FORM);
    expect([consent.at, optedOut]).toEqual([NOON, true]);
  });

  test.each([
    ['nobody@example.org', FORM, /knows nobody/],
    [ADA, { ...FORM, source: ' ' }, /--source/],
    [ADA, { ...FORM, at: 'yesterday' }, /--at.*like/],
    [ADA, { ...FORM, at: '2026-03-01T12:00:01Z' }, /not come yet/],
  ])('exit 2 for %s %j, and nothing is kept', async (person, evidence, said) => {
    const desk = await left();
    await expect(consentOf(desk, ID, person, evidence)).rejects.toMatchObject({
      code: 2,
      message: expect.stringMatching(said),
    });
    expect(await kept(desk)).toEqual([]);
  });

  test('exit 2 where several people have the email', async () => {
    const desk = await left();
    await storedRun(
      desk,
      3,
      'sync',
      async (tx) => void (await tx.addLinks([{ ...nobody, ids: { crm: '003000000000002AAA', platform: 'c2' } }])),
      ended,
    );
    await expect(consentOf(desk, ID, 'ada@example.org', FORM)).rejects.toMatchObject({ code: 2 });
  });

  test('refused while it is paused: nothing is kept', async () => {
    const desk = await left();
    desk.engine.requestRun = () => Promise.reject(new SyncError('refused', 'it is paused', { system: 'temporal' }));
    await expect(consentOf(desk, ID, ADA, FORM)).rejects.toMatchObject({ kind: 'refused' });
    expect(await kept(desk)).toEqual([]);
  });
});
