import { describe, expect, test } from '@jest/globals';
import { planConnection } from '../../src/cli/operations/plan.js';
import { reportOfEnd, exitWith } from '../../src/cli/operations/finishRun.js';
import { expectFound, syncConnection } from '../../src/cli/operations/sync.js';
import { ID, applied, nobody, nothing, settled, storedRun, testDesk } from './desk.js';

const EVERYTHING = { full: false, records: [], evenPaused: false };

describe('sync', () => {
  test('waits for the run it asked for and reports it in the contract’s words', async () => {
    const desk = testDesk();
    await applied(desk);
    const shown: (number | undefined)[] = [];
    desk.meanwhile = (turn) =>
      turn === 1
        ? storedRun(
            desk,
            1,
            'sync',
            (tx) => tx.count({ read: { crm: 7, platform: 5 }, calls: { crm: 2 }, linked: 4, unchanged: 1 }),
            null,
          )
        : turn === 2
          ? storedRun(desk, 1, 'sync', nothing, settled)
          : undefined;
    const end = await syncConnection(desk, ID, { ...EVERYTHING, full: true }, (_, report) =>
      shown.push(report?.counts.read.crm),
    );
    expect(desk.engine.sent).toEqual([['requestRun', { mode: 'sync', full: true, evenPaused: false }]]);
    expect(shown).toEqual([undefined, 7, 7]);
    const none = { salesforce: 0, platform: 0 };
    expect(await reportOfEnd(desk, ID, end)).toEqual({
      connection: ID,
      run: 1,
      outcome: 'inStep',
      startedAt: '2026-03-01T12:00:00.150Z',
      endedAt: '2026-03-01T12:01:00.000Z',
      read: { salesforce: 7, platform: 5 },
      created: none,
      updated: none,
      deleted: none,
      merged: 0,
      converted: 0,
      linked: 4,
      unchanged: 1,
      skipped: {},
      errors: {},
      held: null,
      parked: [],
      calls: { salesforce: 2, platform: 0 },
      historyEvents: 40,
    });
  });

  test('records are asked for by 18-character ids, each once; what is no id is refused', async () => {
    const desk = testDesk();
    await applied(desk);
    await storedRun(desk, 1, 'sync', nothing, settled);
    await syncConnection(desk, ID, { ...EVERYTHING, records: ['0035g00000ABcde', '0035g00000ABcdeAAB'.slice(0, 15)] });
    expect(desk.engine.sent).toEqual([
      ['syncRecords', { ids: [expect.stringMatching(/^0035g00000ABcde[A-Z0-5]{3}$/)], evenPaused: false }],
    ]);
    await expect(syncConnection(desk, ID, { ...EVERYTHING, records: ['ada@example.org'] })).rejects.toMatchObject({
      code: 2,
    });
  });

  test('a record that Salesforce does not have is invalid input, named; those that were found are not', async () => {
    const desk = testDesk();
    await applied(desk);
    const [here, nowhere] = ['0035g00000ABcdeAAB', '0035g00000ABcdfAAB'];
    const link = { ...nobody, ids: { crm: here, platform: null } };
    await storedRun(
      desk,
      1,
      'sync',
      async (tx) => {
        await tx.addLinks([link]);
        await tx.count({ read: { crm: 1 } });
      },
      settled,
    );
    const ended = (records: readonly string[]) => syncConnection(desk, ID, { ...EVERYTHING, records });
    await expectFound(desk, ID, { records: [here] }, await ended([here]));
    const both = [here, here.slice(0, 15), nowhere];
    const refusal = expectFound(desk, ID, { records: both }, await ended(both));
    await expect(refusal).rejects.toMatchObject({ code: 2, message: expect.stringContaining(nowhere) });
    await expect(refusal).rejects.not.toMatchObject({ message: expect.stringContaining(here) });
  });

  test('an unknown connection is invalid input, with the known ones named', async () => {
    const desk = testDesk();
    await applied(desk);
    await expect(syncConnection(desk, 'acme', EVERYTHING)).rejects.toMatchObject({
      code: 2,
      message: expect.stringContaining(ID),
    });
  });

  test.each([
    ['inStep', null, null],
    ['withErrors', null, 4],
    ['held', null, 6],
    ['stopped', 'quota', 5],
    ['stopped', 'paused', 3],
  ] as const)('outcome %s %s ends with exit %s', async (outcome, reason, code) => {
    const desk = testDesk();
    await applied(desk);
    await storedRun(desk, 1, 'sync', nothing, { ...settled, outcome, reason });
    const end = await syncConnection(desk, ID, EVERYTHING);
    const report = await reportOfEnd(desk, ID, end);
    const ended = () => exitWith(ID, end, report);
    if (code === null) expect(ended).not.toThrow();
    else expect(ended).toThrow(expect.objectContaining({ code }));
    if (reason === 'quota') expect(ended).toThrow(/goes on by itself/);
  });

  test('a pause in the middle ends the waiting as refused, unless the run was asked for even so', async () => {
    const desk = testDesk();
    await applied(desk);
    await storedRun(desk, 1, 'sync', nothing, null);
    desk.engine.answer({ state: 'paused', paused: true });
    const end = await syncConnection(desk, ID, EVERYTHING);
    expect(await reportOfEnd(desk, ID, end)).toMatchObject({ outcome: 'stopped', reason: 'paused', endedAt: null });
    expect(() => exitWith(ID, end, null)).toThrow(expect.objectContaining({ code: 3 }));
    desk.meanwhile = () => storedRun(desk, 1, 'sync', nothing, settled);
    await expect(syncConnection(desk, ID, { ...EVERYTHING, evenPaused: true })).resolves.toMatchObject({
      kind: 'ended',
    });
  });

  test('nothing that is asked for begins while another run is held in its middle: it is refused, not waited for', async () => {
    const desk = testDesk();
    await applied(desk);
    desk.engine.answer({ state: 'paused', paused: true, running: { run: 7, mode: 'sync' } });
    await expect(syncConnection(desk, ID, { ...EVERYTHING, evenPaused: true })).resolves.toMatchObject({
      kind: 'paused',
    });
    await expect(planConnection(desk, ID, false)).rejects.toMatchObject({
      code: 3,
      message: expect.stringContaining(`tandem resume ${ID}`),
    });
  });

  test('a connection that stands still is not waited for', async () => {
    const desk = testDesk();
    await applied(desk);
    desk.engine.answer({ state: 'needsAuth', reason: 'variable SF_SECRET is not set on crow' });
    await expect(syncConnection(desk, ID, EVERYTHING)).rejects.toMatchObject({
      kind: 'unauthorized',
      message: expect.stringContaining('SF_SECRET'),
    });
  });

  test('nor is a run that ended without being able to say so', async () => {
    const desk = testDesk();
    await applied(desk);
    await storedRun(desk, 1, 'sync', nothing, null);
    desk.engine.answer({ state: 'idle', lastRun: 1 });
    await expect(syncConnection(desk, ID, EVERYTHING)).rejects.toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining('could not store its report'),
    });
  });

  test('nor is a worker that stays silent', async () => {
    const desk = testDesk();
    await applied(desk);
    desk.engine.answer(null);
    await expect(syncConnection(desk, ID, EVERYTHING)).rejects.toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining('tandem worker'),
    });
  });
});
