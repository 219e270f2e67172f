import { describe, expect, test } from '@jest/globals';
import { applyFile } from '../../src/cli/operations/apply.js';
import { listErrors } from '../../src/cli/operations/errors.js';
import { explainPerson } from '../../src/cli/operations/explain.js';
import { removeConnection } from '../../src/cli/operations/remove.js';
import { schemaProblems } from '../../src/cli/operations/schemaProblems.js';
import { statusOf } from '../../src/cli/operations/status.js';
import type { FieldInfo } from '../../src/ports/people.js';
import { mainList } from '../../src/profiles/mainList.js';
import { fakeEngine } from './fakeEngine.js';
import { ID, NOON, applied, nobody, soundConnection, storedRun, testDesk, update } from './desk.js';

const settled = { endedAt: NOON + 60_000, outcome: 'inStep' as const };

describe('apply', () => {
  test('stores a version once, says what changed, and has credentials looked at each time', async () => {
    const desk = testDesk();
    const first = await applyFile(desk, soundConnection(), '/files');
    expect(first).toMatchObject({ id: ID, version: 1, state: 'idle' });
    expect(first.changed).toEqual(expect.arrayContaining(['salesforce', 'object', 'list', 'fieldMapping.enabled']));
    expect(first.changed).not.toContain('mainList');
    expect(await applyFile(desk, soundConnection(), '/files')).toEqual({
      id: ID,
      version: 1,
      changed: [],
      state: 'idle',
      problems: [],
    });
    const changed = soundConnection({ schedule: 'manual', list: 'other001' });
    expect(await applyFile(desk, changed, '/files')).toMatchObject({
      version: 2,
      changed: expect.arrayContaining(['list', 'schedule']),
    });
    expect(desk.engine.sent.map(([name]) => name)).toEqual(['configure', 'configure', 'configure']);
  });

  test('R-ALL-13 a field that is not there takes the file back: unknown it stays, known it is as before', async () => {
    const title = { fields: { Contact: [{ salesforce: 'Nope__c', platform: 'TITLE', direction: 'twoWay' }] } };
    const desk = testDesk(fakeEngine('blocked', 1, [{ side: 'crm', field: 'Nope__c' }]));
    const refused = await applyFile(desk, soundConnection(title), '/files');
    expect(refused.problems).toEqual([
      { path: 'fields.Contact[0].salesforce', reason: expect.stringContaining('no field Nope__c') },
    ]);
    expect(await desk.store.connection(ID)).toBeNull();
    expect(desk.engine.sent.map(([name]) => name)).toEqual(['configure', 'remove']);

    await applyFile(desk, soundConnection(), '/files');
    await applyFile(desk, soundConnection(title), '/files');
    const before = await desk.store.connection(ID, 2);
    expect(await desk.store.connection(ID)).toMatchObject({ version: 4, hash: before?.hash });
    expect(desk.engine.sent.at(-1)).toEqual(['configure', expect.objectContaining({ version: 4, hash: before?.hash })]);
  });

  test('stays applied when the credentials are refused', async () => {
    const desk = testDesk(fakeEngine('needsAuth'));
    expect(await applyFile(desk, soundConnection(), '/files')).toMatchObject({ state: 'needsAuth' });
    expect(await desk.store.connection(ID)).toMatchObject({ version: 1 });
  });

  test.each([{ list: 'other001' }, { object: 'Lead', fields: {} }])(
    'R-SY-1 what has run stays with its object and list: %j is refused, with what to do instead',
    async (other) => {
      const desk = testDesk();
      await applyFile(desk, soundConnection(), '/files');
      await storedRun(desk, 1, 'sync', async () => undefined, settled);
      await expect(applyFile(desk, soundConnection(other), '/files')).rejects.toMatchObject({
        kind: 'refused',
        message: expect.stringMatching(new RegExp(`^${Object.keys(other)[0]}: .*tandem remove ${ID}`)),
      });
      expect(await desk.store.connection(ID)).toMatchObject({ version: 1 });
      await removeConnection(desk, ID);
      expect(await applyFile(desk, soundConnection(other), '/files')).toMatchObject({ version: 2 });
    },
  );

  test('R-ALL-17 contrary one-way rules of two connections of one org are refused, with where', async () => {
    const desk = testDesk();
    const title = (direction: string) => ({
      fields: { Contact: [{ salesforce: 'Title', platform: 'TITLE', direction }] },
    });
    await applyFile(desk, soundConnection({ id: 'first', ...title('toSalesforce') }), '/files');
    await applyFile(desk, soundConnection({ id: 'second', ...title('toSalesforce') }), '/files');
    await expect(applyFile(desk, soundConnection(title('toPlatform')), '/files')).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringMatching(/fields\.Contact\[0\]\.direction.*first.*R-ALL-17/),
    });
    const elsewhere = {
      salesforce: {
        loginUrl: 'https://other.my.salesforce.com',
        auth: { kind: 'client-credentials', clientId: 'client', clientSecret: '${env:SF_SECRET}' },
      },
    };
    await expect(
      applyFile(desk, soundConnection({ ...title('toPlatform'), ...elsewhere }), '/files'),
    ).resolves.toMatchObject({ version: 1 });
  });
});

test('remove ends the workflow before the store forgets the connection', async () => {
  const desk = testDesk();
  await applied(desk);
  await removeConnection(desk, ID);
  expect(desk.engine.sent).toEqual([['remove', null]]);
  expect(await desk.store.connection(ID)).toBeNull();
});

describe('status', () => {
  test('comes from the store alone; a run that stopped moves no lag', async () => {
    const desk = testDesk();
    await applied(desk);
    expect(await statusOf(desk, ID)).toMatchObject({
      state: 'idle',
      lastRun: null,
      nextRunAt: null,
      lagSeconds: null,
      links: 0,
      inbox: 0,
      budget: { salesforce: null },
    });
    await storedRun(desk, 1, 'sync', async (tx) => void (await tx.addLinks([nobody])), settled);
    await desk.sleep(600_000);
    await storedRun(desk, 2, 'sync', async () => undefined, {
      endedAt: NOON + 660_000,
      outcome: 'stopped',
      reason: 'quota',
    });
    // One that is under way is not the last one yet.
    await storedRun(desk, 3, 'sync', async () => undefined, null);
    await desk.store.saveState(ID, {
      state: 'waiting',
      since: NOON + 660_000,
      reason: 'quota',
      advice: null,
      nextRunAt: NOON + 900_000,
    });
    await desk.store.saveBudget('salesforce:http://127.0.0.1:8701', 500, 1000);
    expect(await statusOf(desk, ID)).toMatchObject({
      id: ID,
      profile: 'main-list',
      state: 'waiting',
      since: '2026-03-01T12:11:00.000Z',
      reason: 'quota',
      nextRunAt: '2026-03-01T12:15:00.000Z',
      lagSeconds: 600,
      links: 1,
      inCrm: 0,
      lastRun: { run: 2, outcome: 'stopped' },
      budget: { salesforce: { used: 500, limit: 1000, share: 0.5 } },
      roles: 'everyone',
    });
  });
});

describe('errors', () => {
  test('R-ALL-15 error and waiting entries with their advice, one cause after the other; what is skipped is not among them', async () => {
    const desk = testDesk();
    await applied(desk);
    const draft = { key: null, fields: [], code: null, vendorText: null } as const;
    await storedRun(
      desk,
      1,
      'sync',
      (tx) =>
        tx.list([
          {
            ...draft,
            cause: 'refused',
            crm: null,
            platform: 'c1',
            fields: ['TITLE'],
            code: 'TOO_LONG',
            vendorText: 'data value too large',
          },
          { ...draft, cause: 'missing-required', crm: null, platform: 'c2', fields: ['LastName'] },
          { ...draft, cause: 'missing-email', crm: '003000000000009AAA', platform: null },
          { ...draft, cause: 'refused', crm: '003000000000001AAA', platform: null },
        ]),
      settled,
    );
    const listed = await listErrors(desk, ID);
    expect(listed.map(({ category, cause, record }) => ({ category, cause, record }))).toEqual([
      { category: 'waiting', cause: 'missing-required', record: { platform: 'c2' } },
      { category: 'error', cause: 'refused', record: { platform: 'c1' } },
      { category: 'error', cause: 'refused', record: { salesforce: '003000000000001AAA' } },
    ]);
    expect(listed[1]).toMatchObject({
      fields: ['TITLE'],
      attempts: 1,
      firstSeen: '2026-03-01T12:00:00.000Z',
      code: 'TOO_LONG',
      answer: 'data value too large',
      advice: expect.stringContaining('refused'),
    });
  });
});

describe('explain', () => {
  const rule = {
    key: 'Title=TITLE:text',
    crm: 'Title',
    platform: 'TITLE',
    direction: 'twoWay',
    conflict: 'salesforce',
    blank: 'keeps',
    type: 'text',
    crmLength: 128,
    platformLength: 255,
  } as const;
  const mapping = { version: 'm', required: { crm: [], platform: [] }, parked: [], rules: [rule] };

  test.each(['003000000000001AAA', 'c1', ' ADA@Example.org '])(
    'finds the person by %j and says who won',
    async (person) => {
      const desk = testDesk();
      await applied(desk);
      await storedRun(
        desk,
        1,
        'sync',
        async (tx) => {
          const [link] = await tx.addLinks([nobody]);
          await tx.saveBaselines([
            {
              crm: '003000000000001AAA',
              platform: 'c1',
              baseline: { [rule.key]: { crm: 'Countess', platform: 'Countess', run: 1, at: NOON } },
            },
          ]);
          const [row] = await tx.addRows([{ ...update, link: link?.id ?? 0 }]);
          if (row !== undefined) await tx.saveRows([{ ...row, state: 'done', attempt: 1, lane: 'write:platform' }]);
          await tx.saveRun({ mapping });
        },
        settled,
      );
      expect(await explainPerson(desk, ID, person)).toEqual({
        link: { salesforce: '003000000000001AAA', platform: 'c1', state: 'linked' },
        fields: [
          {
            field: 'Title',
            salesforce: 'Countess',
            platform: 'Countess',
            baseline: { salesforce: 'Countess', platform: 'Countess' },
            direction: 'twoWay',
            rule: 'R-ALL-4',
            winner: 'salesforce',
            precision: 'record',
            run: 1,
            at: '2026-03-01T12:00:00.000Z',
          },
        ],
        held: [],
        optedOut: false,
        entries: [],
      });
    },
  );

  test('someone who was only skipped is explained by the inbox; a stranger is invalid input', async () => {
    const desk = testDesk();
    await applied(desk);
    await storedRun(
      desk,
      1,
      'sync',
      (tx) =>
        tx.list([
          {
            cause: 'missing-email',
            crm: '003000000000009AAA',
            platform: null,
            key: null,
            fields: [],
            code: null,
            vendorText: null,
          },
        ]),
      settled,
    );
    expect(await explainPerson(desk, ID, '003000000000009AAA')).toMatchObject({
      link: null,
      entries: [{ cause: 'missing-email' }],
    });
    await expect(explainPerson(desk, ID, 'nobody@example.org')).rejects.toMatchObject({ code: 2 });
  });
});

describe('validate --live', () => {
  const field = (name: string, more: Partial<FieldInfo> = {}): FieldInfo => ({
    name,
    type: 'string',
    length: 80,
    createable: true,
    updateable: true,
    required: false,
    values: null,
    ...more,
  });
  const connection = soundConnection({
    fields: {
      Contact: [
        { salesforce: 'Title', platform: 'TITLE', direction: 'twoWay' },
        { salesforce: 'Gone__c', platform: 'FNAME2', direction: 'toPlatform' },
      ],
    },
  });
  const audience = ['EMAIL', 'FNAME', 'LNAME', 'PHONE', 'TITLE', 'FNAME2'].map((name) => field(name));

  const problems = (org: readonly FieldInfo[]) =>
    schemaProblems(connection, mainList.basics(connection), mainList.policy(connection), {
      crm: { object: 'Contact', fields: org, at: 0 },
      platform: { object: 'member', fields: audience, at: 0 },
    });

  test('R-ALL-13 a mapped field that is not there or not writable is named with its place', () => {
    expect(
      problems([field('Email'), field('LastName', { required: true }), field('Title', { updateable: false })]).map(
        ({ path }) => path,
      ),
    ).toEqual(['fields.Contact[0].salesforce', 'fields.Contact[1].salesforce']);
  });

  test('R-ALL-16 a required field that nothing fills is named', () => {
    const missing = problems([
      field('Email'),
      field('LastName', { required: true }),
      field('Title'),
      field('Gone__c', { required: true }),
    ]);
    expect(missing).toEqual([{ path: 'fields.Contact', reason: expect.stringContaining('Gone__c') }]);
  });
});
