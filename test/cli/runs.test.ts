import { describe, expect, test } from '@jest/globals';
import { planConnection } from '../../src/cli/operations/plan.js';
import { reportOfEnd, exitWith } from '../../src/cli/operations/finishRun.js';
import { expectFound, syncConnection } from '../../src/cli/operations/sync.js';
import { pauseConnection } from '../../src/cli/operations/pause.js';
import { resumeConnection } from '../../src/cli/operations/resume.js';
import { retryEntries } from '../../src/cli/operations/retry.js';
import type { NewRow } from '../../src/ports/stored.js';
import type { Tx } from '../../src/ports/tx.js';
import { ID, applied, nobody, storedRun, testDesk, update, type TestDesk } from './desk.js';

const EVERYTHING = { full: false, records: [], evenPaused: false };
const settled = { endedAt: Date.UTC(2026, 2, 1, 12, 1), outcome: 'inStep' as const, historyEvents: 40 };
const nothing = async () => undefined;

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

describe('plan', () => {
  const create: NewRow = {
    ...update,
    op: 'create',
    target: null,
    planHash: 'hash-2',
    changes: [{ rule: 'Email=EMAIL:email', field: 'EMAIL', old: null, next: 'Bo@example.org', from: 'Bo@example.org' }],
    key: 'bo@example.org',
    optedOut: true,
  };
  const toCrm: NewRow = {
    ...update,
    side: 'crm',
    op: 'create',
    object: 'Contact',
    target: null,
    source: 'c3',
    planHash: 'hash-3',
    changes: [{ rule: 'LastName=LNAME:text', field: 'LastName', old: null, next: 'Hopper', from: 'Hopper' }],
    key: 'grace@example.org',
  };

  async function planned(desk: TestDesk, run: number, rows: readonly NewRow[]): Promise<void> {
    await storedRun(
      desk,
      run,
      'plan',
      async (tx: Tx) => {
        const links = await tx.addLinks(
          rows.map((_, at) => ({ ...nobody, ids: { crm: `${run}-${at}`, platform: null } })),
        );
        const made = await tx.addRows(rows.map((row, at) => ({ ...row, run, link: links[at]?.id ?? 0 })));
        await tx.saveRows(made.map((row) => ({ ...row, state: 'void', lane: 'plan' })));
      },
      settled,
    );
  }

  test('tells each write in the words of the target’s own write log', async () => {
    const desk = testDesk();
    await applied(desk, { salesforce: { ...sandboxOrg, externalIdField: 'Tandem_Id__c' } });
    await planned(desk, 1, [update, create, toCrm]);
    const plan = await planConnection(desk, ID, false);
    expect(desk.engine.sent).toEqual([['requestRun', { mode: 'plan', full: false, evenPaused: true }]]);
    expect(plan.changes).toEqual([
      {
        system: 'mailchimp',
        entity: 'member',
        id: 'c1',
        key: 'ada@example.com',
        op: 'update',
        fields: { email_address: ['ada@example.org', 'ada@example.com'], TITLE: [null, 'Countess'] },
      },
      {
        system: 'mailchimp',
        entity: 'member',
        id: null,
        key: 'bo@example.org',
        op: 'create',
        fields: { email_address: [null, 'Bo@example.org'], status: [null, 'unsubscribed'] },
      },
      {
        system: 'salesforce',
        entity: 'Contact',
        id: null,
        key: 'grace@example.org',
        op: 'create',
        fields: { LastName: [null, 'Hopper'], Tandem_Id__c: [null, 'c3'] },
      },
    ]);
  });

  test('the same changes have the same hash in whatever order, others another', async () => {
    const hashes: string[] = [];
    for (const rows of [[update, create], [create, update], [update]]) {
      const desk = testDesk();
      await applied(desk);
      await planned(desk, 1, rows);
      hashes.push((await planConnection(desk, ID, false)).hash);
    }
    expect(hashes[1]).toBe(hashes[0]);
    expect(hashes[2]).not.toBe(hashes[0]);
  });

  test('R-ALL-10 conversions that were asked for are part of it, as Salesforce will log them', async () => {
    const desk = testDesk();
    await applied(desk);
    await planned(desk, 1, []);
    const without = await planConnection(desk, ID, false);
    const lead = { lead: '00QA00000000001MAA', contact: '003A00000000001IAA', account: null, opportunity: 'Big' };
    await desk.store.askConversion(ID, lead);
    const plan = await planConnection(desk, ID, false);
    expect(plan.changes).toEqual([
      {
        system: 'salesforce',
        entity: 'Lead',
        id: '00QA00000000001MAA',
        key: null,
        op: 'convert',
        fields: { IsConverted: [false, true], ConvertedContactId: [null, '003A00000000001IAA'] },
      },
    ]);
    expect(plan.hash).not.toBe(without.hash);
  });

  test('rows voided for another reason are no part of it, and a stopped run gives no plan', async () => {
    const desk = testDesk();
    await applied(desk);
    await storedRun(
      desk,
      3,
      'plan',
      async (tx) => {
        const [link] = await tx.addLinks([{ ...nobody, ids: { crm: 'other', platform: null } }]);
        const [row] = await tx.addRows([{ ...update, run: 3, link: link?.id ?? 0 }]);
        if (row !== undefined) await tx.saveRows([{ ...row, state: 'void', lane: 'write:platform' }]);
      },
      settled,
    );
    desk.engine.requestRun = async () => 3;
    expect((await planConnection(desk, ID, false)).changes).toEqual([]);
    await storedRun(desk, 2, 'plan', nothing, { ...settled, outcome: 'stopped', reason: 'unreachable' });
    desk.engine.requestRun = async () => 2;
    await expect(planConnection(desk, ID, false)).rejects.toMatchObject({
      code: 5,
      message: expect.stringContaining('unreachable'),
    });
  });

  const sandboxOrg = {
    loginUrl: 'http://127.0.0.1:8701',
    auth: { kind: 'client-credentials', clientId: 'client', clientSecret: '${env:SF_SECRET}' },
  };
});

describe('pause and resume', () => {
  test('pause returns only when nothing new can begin', async () => {
    const desk = testDesk();
    await applied(desk);
    const seen: string[] = [];
    desk.engine.answer({ state: 'running', paused: true });
    desk.meanwhile = (turn) => {
      seen.push(turn < 3 ? 'pausing' : 'paused');
      desk.engine.answer({ state: turn < 3 ? 'pausing' : 'paused', paused: true });
    };
    expect(await pauseConnection(desk, ID, 'maintenance')).toEqual({ id: ID, state: 'paused' });
    expect(seen).toEqual(['pausing', 'pausing', 'paused']);
    expect(desk.engine.sent).toEqual([['pause', 'maintenance']]);
  });

  test('a call that never comes back leaves it pausing; silent workers are said', async () => {
    const desk = testDesk();
    await applied(desk);
    desk.engine.answer({ state: 'pausing', paused: true });
    expect(await pauseConnection(desk, ID, null)).toEqual({ id: ID, state: 'pausing' });
    desk.engine.answer(null);
    await expect(pauseConnection(desk, ID, null)).rejects.toMatchObject({ kind: 'unreachable' });
  });

  test('resume waits until the connection goes on', async () => {
    const desk = testDesk();
    await applied(desk);
    desk.engine.answer({ state: 'paused', paused: true });
    desk.meanwhile = () => desk.engine.answer({ state: 'running' });
    expect(await resumeConnection(desk, ID)).toEqual({ id: ID, state: 'running' });
  });
});

describe('retry', () => {
  async function withEntry(desk: TestDesk): Promise<number> {
    await applied(desk);
    await storedRun(
      desk,
      1,
      'sync',
      (tx) =>
        tx.list([
          { cause: 'refused', crm: null, platform: 'c1', key: null, fields: ['TITLE'], code: 'X', vendorText: 'no' },
        ]),
      { ...settled, outcome: 'withErrors' },
    );
    return (await desk.store.inbox(ID, ['error']))[0]?.entry ?? 0;
  }

  test('R-ALL-15 marks the entries and runs once', async () => {
    const desk = testDesk();
    const entry = await withEntry(desk);
    expect(await retryEntries(desk, ID, [entry])).toMatchObject({ retried: 1, end: { kind: 'ended' } });
    expect(desk.engine.sent).toEqual([['requestRun', { mode: 'sync', full: false, evenPaused: false }]]);
  });

  test('an entry the inbox does not hold is invalid; while paused they wait for the next run', async () => {
    const desk = testDesk();
    const entry = await withEntry(desk);
    await expect(retryEntries(desk, ID, [entry + 1])).rejects.toMatchObject({ code: 2 });
    desk.engine.answer({ state: 'paused', paused: true });
    expect(await retryEntries(desk, ID, 'all')).toEqual({ retried: 1, end: null });
    expect(desk.engine.sent).toEqual([]);
  });
});
