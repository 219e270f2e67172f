import { describe, expect, test } from '@jest/globals';
import { approveHeld } from '../../src/cli/operations/approve.js';
import { reportOfEnd } from '../../src/cli/operations/finishRun.js';
import { rejectHeld } from '../../src/cli/operations/reject.js';
import { statusOf } from '../../src/cli/operations/status.js';
import { approvedText } from '../../src/cli/print/approvedText.js';
import type { Engine } from '../../src/cli/operations/engine.js';
import { SyncError } from '../../src/domain/faults.js';
import type { NewRow } from '../../src/ports/stored.js';
import { applied, ID, NOON, storedRun, testDesk, update } from './desk.js';
import { fakeEngine } from './fakeEngine.js';

const HASH = '1111aaaa1111aaaa';
const ended = { endedAt: NOON, outcome: 'held' } as const;

/** An update of one person's title that stands under the hash. */
const title = (link: number, more: Partial<NewRow> = {}): NewRow => ({
  ...update,
  link,
  target: `m${link}`,
  source: `c${link}`,
  changes: [{ rule: 'Title=TITLE:text', field: 'TITLE', old: 'Dr.', next: null, from: null }],
  kind: 'blank TITLE',
  state: 'held',
  hold: HASH,
  ...more,
});

/** Four people held by run 1; run 2 approves: one is written, one is void, one refused, one left alone. */
async function answered() {
  const desk = testDesk(fakeEngine('idle', 2));
  await applied(desk);
  await storedRun(
    desk,
    1,
    'sync',
    async (tx) => {
      const rows = await tx.addRows([1, 2, 3, 4].map((link) => title(link)));
      await tx.saveRows(rows.slice(0, 3).map((row) => ({ ...row, state: 'void' as const })));
    },
    ended,
  );
  await storedRun(
    desk,
    2,
    'sync',
    async (tx) => {
      const [done, refused] = await tx.addRows([1, 3].map((link) => title(link, { run: 2, state: 'planned' })));
      await tx.saveRows([
        { ...done!, state: 'done' },
        { ...refused!, state: 'refused' },
      ]);
    },
    ended,
  );
  return desk;
}

describe('approve', () => {
  test('R-ALL-6 says how many rows were written, and of the others which and why', async () => {
    const desk = await answered();
    const { run, written, leftOut, end } = await approveHeld(desk, ID, HASH);
    expect(desk.engine.sent).toEqual([['approve', HASH]]);
    expect([run, written]).toEqual([2, 1]);
    expect(leftOut.map(({ record, fields, why }) => [record.salesforce, record.platform, fields, why])).toEqual(
      expect.arrayContaining([
        ['c2', 'm2', ['TITLE'], 'changed'],
        ['c3', 'm3', ['TITLE'], 'refused'],
        ['c4', 'm4', ['TITLE'], 'held'],
      ]),
    );
    expect(leftOut).toHaveLength(3);
    const report = await reportOfEnd(desk, ID, end);
    expect(report).toMatchObject({ outcome: 'held', held: { n: 1, hash: HASH } });
    expect(approvedText({ written, leftOut, report })).toContain('c2 = m2  TITLE  changed since it was held');
  });

  test('an unknown connection is invalid input', async () => {
    await expect(approveHeld(await answered(), 'acme', HASH)).rejects.toMatchObject({ code: 2 });
  });
});

describe('R-ALL-6 an answer that comes before the connection has heard what its run holds', () => {
  const deaf = async () => {
    const desk = await answered();
    let said = 0;
    const refuses: Engine['reject'] = async () => {
      said += 1;
      throw new SyncError('refused', 'nothing is held under this hash', { system: 'temporal' });
    };
    return { desk: { ...desk, engine: { ...desk.engine, reject: refuses } }, times: () => said };
  };

  test('is sent again until it has, for a minute', async () => {
    const { desk, times } = await deaf();
    const heard = desk.sleep;
    desk.sleep = async (ms) => {
      await heard(ms);
      if (times() === 3) desk.engine.reject = async () => 4;
    };
    expect(await rejectHeld(desk, ID, HASH)).toBe(4);

    const never = await deaf();
    const began = never.desk.now();
    await expect(rejectHeld(never.desk, ID, HASH)).rejects.toMatchObject({ kind: 'refused' });
    expect(never.desk.now() - began).toBe(60_000);
  });

  test('is refused at once where nothing is held, or where the connection has heard and refuses all the same', async () => {
    const { desk, times } = await deaf();
    await expect(rejectHeld(desk, ID, '2222bbbb2222bbbb')).rejects.toMatchObject({ kind: 'refused' });
    desk.engine.answer({ holds: [HASH] });
    await expect(rejectHeld(desk, ID, HASH)).rejects.toMatchObject({ kind: 'refused' });
    expect(times()).toBe(2);
  });
});

test('R-ALL-15 reject tells the connection alone; status shows what is held, by hash', async () => {
  const desk = await answered();
  expect(await rejectHeld(desk, ID, HASH)).toBe(1);
  expect(desk.engine.sent).toEqual([['reject', HASH]]);
  expect(await statusOf(desk, ID)).toMatchObject({ held: 1, holds: [{ hash: HASH, n: 1, run: 1 }] });
});
