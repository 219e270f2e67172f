import { expect, test } from '@jest/globals';
import { removeConnection } from '../../src/cli/operations/remove.js';
import { ID, applied, testDesk } from './desk.js';

test('remove ends the workflow before the store forgets the connection', async () => {
  const desk = testDesk();
  await applied(desk);
  await removeConnection(desk, ID);
  expect(desk.engine.sent).toEqual([['remove', null]]);
  expect(await desk.store.connection(ID)).toBeNull();
});
