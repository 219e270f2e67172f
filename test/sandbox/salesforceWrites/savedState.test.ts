import { expect, test } from '@jest/globals';
import { servedSalesforce } from './support/servedSalesforce.js';

const { org, made, read } = servedSalesforce();

test('what was saved is there again after a load, and ids go on from there', async () => {
  const id = await made('Lead', { LastName: 'A', Company: 'X' });
  const state = JSON.parse(JSON.stringify([...org.saveParts()])) as unknown[];
  org.reset();
  org.loadParts(state);
  expect(await read(id, 'LastName')).toMatchObject({ LastName: 'A' });
  expect(await made('Lead', { LastName: 'B', Company: 'X' })).not.toBe(id);
});
