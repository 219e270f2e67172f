import { afterEach, expect, test } from '@jest/globals';
import { salesforceBench } from './salesforceBench.js';

let close: () => Promise<unknown> = async () => undefined;
afterEach(() => close());

test('R-ALL-10 R-ALL-11 who was converted or merged into a record is told, one step back, and nobody else', async () => {
  const bench = await salesforceBench();
  close = bench.close;
  const { create, act, people } = bench;
  const lead = (LastName: string) => create('Lead', { LastName, Company: 'Acme' });
  const leads = [await lead('Ann'), await lead('Lee'), await lead('Kim'), await lead('Still a lead')] as const;
  const [contact, loser] = [await create('Contact', { LastName: 'Ann' }), await create('Contact', { LastName: 'A.' })];
  act('merge', { merges: [{ object: 'Lead', winner: leads[1], losers: [leads[0]] }] });
  act('convert', { leads: [leads[1], leads[2]], contact });
  act('merge', { merges: [{ object: 'Contact', winner: contact, losers: [loser] }] });

  const into = async (...ids: readonly string[]) => new Set((await people.predecessors(ids)).map(({ id }) => id));
  expect(await into(contact)).toEqual(new Set([leads[1], leads[2], loser]));
  expect(await into(leads[1])).toEqual(new Set([leads[0]]));
  expect(await people.predecessors([leads[1]])).toEqual([{ id: leads[0], into: leads[1] }]);
  expect(await into(loser, leads[3])).toEqual(new Set());
  expect(await people.predecessors([])).toEqual([]);
});
