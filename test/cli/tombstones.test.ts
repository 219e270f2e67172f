import { expect, test } from '@jest/globals';
import { explainPerson } from '../../src/cli/operations/explain.js';
import { clearTombstones } from '../../src/cli/operations/untombstone.js';
import { explainText } from '../../src/cli/print/explainText.js';
import { ID, applied, nobody, storedRun, testDesk } from './desk.js';

test('R-ALL-9 explain shows a tombstone until it is cleared, by any of the person’s names', async () => {
  const desk = testDesk();
  await applied(desk);
  await storedRun(
    desk,
    1,
    'sync',
    async (tx) => {
      await tx.addLinks([{ ...nobody, gone: { crm: false, platform: true } }]);
      const partner = nobody.ids.crm;
      await tx.bury([{ side: 'platform', record: 'c1', key: 'ada@example.org', partner, heir: null }]);
    },
    null,
  );
  const before = await explainPerson(desk, ID, 'Ada@Example.org');
  expect(before.tombstone).toEqual({ system: 'platform', record: 'c1' });
  expect(explainText(before)).toContain('deleted on the platform (c1): not created there again');
  expect(await clearTombstones(desk, ID, '003000000000001')).toBe(1);
  const after = await explainPerson(desk, ID, 'ada@example.org');
  expect(after).toMatchObject({ link: { salesforce: nobody.ids.crm, platform: null, state: 'unlinked' } });
  expect(after).not.toHaveProperty('tombstone');
});

test('R-ALL-9 untombstone of somebody who was never deleted is a mistake of the asker', async () => {
  const desk = testDesk();
  await applied(desk);
  await expect(clearTombstones(desk, ID, 'ada@example.org')).rejects.toMatchObject({ code: 2 });
});
