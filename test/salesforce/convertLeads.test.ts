import { afterEach, describe, expect, test } from '@jest/globals';
import type { ConversionWish } from '../../src/domain/conversion.js';
import { salesforceBench, type BenchOptions } from './salesforceBench.js';

const PERSON = { FirstName: 'Kim', LastName: 'Fresh', Email: 'kim@acme.example', Company: 'Acme' };
const wish = (lead: string, more: Partial<ConversionWish> = {}): ConversionWish => ({
  lead,
  contact: null,
  account: null,
  opportunity: null,
  ...more,
});

let close: () => Promise<unknown> = async () => undefined;
afterEach(() => close());

async function bench(options: BenchOptions = {}) {
  const made = await salesforceBench({ objects: ['Lead'], ...options });
  close = made.close;
  const { converting } = made.people;
  if (converting === undefined) throw new Error('does not convert');
  const lead = (fields: object = {}) => made.create('Lead', { ...PERSON, ...fields });
  const row = async (object: string, id: string) =>
    (await made.other('GET', `/sobjects/${object}/${id}`)) as Readonly<Record<string, unknown>>;
  const count = async (object: string) =>
    ((await made.other('GET', `/query?q=${encodeURIComponent(`SELECT Id FROM ${object}`)}`)) as { totalSize: number })
      .totalSize;
  return { ...made, converting, lead, row, count };
}

describe('converting leads', () => {
  test('V1 V3 R-ALL-10 a lead becomes a contact of an account, no opportunity, no mail', async () => {
    const { converting, lead, row, count, shop } = await bench();
    const id = await lead({ LeadSource: 'Web' });
    const [outcome] = await converting.convert([wish(id)]);
    const converted = await row('Lead', id);
    expect(outcome).toEqual({ kind: 'done', id: converted['ConvertedContactId'], created: false, stamp: null });
    expect(converted).toMatchObject({ IsConverted: true, ConvertedOpportunityId: null });
    expect(await row('Contact', String(converted['ConvertedContactId']))).toMatchObject({ Email: PERSON.Email });
    expect(await count('Opportunity')).toBe(0);
    expect(shop.kit.writes.since(0).filter(({ op }) => op === 'convert')).toHaveLength(1);
  });

  test('V1 several at once, into what is there and with a named opportunity; each has its own outcome', async () => {
    const { converting, create, lead, row } = await bench();
    const account = await create('Account', { Name: 'Other' });
    const contact = await create('Contact', { LastName: 'There', AccountId: account });
    const ids = [await lead(), await lead({ Email: 'two@acme.example' }), await lead({ Email: 'three@acme.example' })];
    await converting.convert([wish(ids[2]!)]);
    const outcomes = await converting.convert([
      wish(ids[0]!, { contact, account }),
      wish(ids[1]!, { opportunity: 'A "big" <deal> & more' }),
      wish(ids[2]!),
      wish('00QA0000000000000A'),
    ]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['done', 'done', 'stale', 'refused']);
    expect(await row('Lead', ids[0]!)).toMatchObject({ ConvertedContactId: contact, ConvertedAccountId: account });
    const opportunity = String((await row('Lead', ids[1]!))['ConvertedOpportunityId']);
    expect(await row('Opportunity', opportunity)).toMatchObject({ Name: 'A "big" <deal> & more' });
  });

  test('V1 what a rule of the org forbids is refused with its code', async () => {
    const { converting, lead, row } = await bench();
    const id = await lead();
    const [outcome] = await converting.convert([wish(id, { contact: '003A0000000000000A' })]);
    expect(outcome).toMatchObject({ kind: 'refused', code: 'INVALID_CROSS_REFERENCE_KEY' });
    expect(await row('Lead', id)).toMatchObject({ IsConverted: false });
  });

  test('V2 a lost answer is unknown, and nothing is repeated', async () => {
    const { converting, lead, row, arm, ourWrites } = await bench();
    const id = await lead();
    arm({ match: { path: '/services/Soap' }, kind: 'lost-answer' });
    await expect(converting.convert([wish(id)])).rejects.toMatchObject({ kind: 'unknown' });
    expect(await row('Lead', id)).toMatchObject({ IsConverted: true });
    expect(ourWrites().filter(({ op }) => op === 'convert')).toHaveLength(1);
  });

  test.each([
    ['hang', 'unknown'],
    ['html-200', 'unknown'],
    ['truncate', 'unknown'],
  ] as const)('V2 %s is unknown', async (kind, fault) => {
    const { converting, lead, arm } = await bench({ timeoutMs: 2_000 });
    const id = await lead();
    arm({ match: { path: '/services/Soap' }, kind });
    await expect(converting.convert([wish(id)])).rejects.toMatchObject({ kind: fault });
  });

  test('V2 a session that has run out is renewed, and the call goes out anew: it was not taken up', async () => {
    const { converting, lead, arm, shop } = await bench();
    const id = await lead();
    arm({ match: { path: '/services/Soap' }, kind: 'expire-session' });
    expect(await converting.convert([wish(id)])).toMatchObject([{ kind: 'done' }]);
    expect(shop.kit.writes.since(0).filter(({ op }) => op === 'convert')).toHaveLength(1);
  });
});
