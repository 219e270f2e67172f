import { describe, expect, test } from '@jest/globals';
import { applyFile } from '../../src/cli/operations/apply.js';
import { removeConnection } from '../../src/cli/operations/remove.js';
import { fakeEngine } from './fakeEngine.js';
import { ID, settled, soundConnection, storedRun, testDesk } from './desk.js';

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
