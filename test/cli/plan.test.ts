import { describe, expect, test } from '@jest/globals';
import { planConnection } from '../../src/cli/operations/plan.js';
import type { NewRow } from '../../src/ports/stored.js';
import type { Tx } from '../../src/ports/tx.js';
import { ID, applied, nobody, nothing, settled, storedRun, testDesk, update, type TestDesk } from './desk.js';

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
