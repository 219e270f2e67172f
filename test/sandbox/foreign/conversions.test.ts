import { afterAll, beforeAll, test } from '@jest/globals';
import { pythonClient } from './support/pythonClient.js';
import { visit, type Client, type Visit } from './support/visit.js';

/** What users do in the org by the thousand, read by simple-salesforce as by any stranger. */
const LEADS = 1000;
const MERGES = 300;

let at: Visit;
let client: Client;
let leads: readonly string[];
/** Campaign member of each lead, in their order. */
let members: readonly string[];
/** What control answered: from each conversion, where the lead went. */
let converted: readonly { lead: string; account: string; contact: string; opportunity: string | null }[];

beforeAll(async () => {
  at = await visit('simple-salesforce 1.12.10, conversions and merges');
  client = await pythonClient(at.org);
  const seeded: any = await at.org.control.seed({ leads: LEADS, contacts: 2 * MERGES, campaigns: 1, seed: 11 });
  leads = seeded.leads;
  const [CampaignId] = seeded.campaigns;
  members = (
    await chunked(leads, 200, (some) =>
      create(
        'CampaignMember',
        some.map((LeadId) => ({ CampaignId, LeadId })),
      ),
    )
  ).flat();
  const halves = [{ leads: leads.slice(0, LEADS / 2) }, { leads: leads.slice(LEADS / 2), opportunity: 'Converted' }];
  const answers = [];
  for (const half of halves)
    answers.push(((await at.org.control.ask('POST', '/salesforce/convert', half)) as any).converted);
  converted = answers.flat();
}, 300_000);
afterAll(() => at.end());

const rows = (wish: Readonly<Record<string, string>>) =>
  at.json<Record<string, any[]>>(client, 'rows', JSON.stringify(wish));
const create = async (type: string, records: readonly object[]): Promise<readonly string[]> => {
  const body = { allOrNone: true, records: records.map((one) => ({ attributes: { type }, ...one })) };
  const answer = (await at.org.witness.call('POST', '/composite/sobjects', body)) as readonly { id: string }[];
  return answer.map(({ id }) => id);
};
const byId = (found: readonly any[] = []) => new Map(found.map(({ Id, ...row }) => [Id as string, row]));

test('every one of 1,000 converted leads names its account, contact and opportunity, and counts', async () => {
  const found = await rows({
    leads: 'SELECT Id, IsConverted, Status, ConvertedAccountId, ConvertedContactId, ConvertedOpportunityId FROM Lead',
    contacts:
      'SELECT Id, AccountId, Email FROM Contact WHERE Id IN (SELECT ConvertedContactId FROM Lead WHERE IsConverted = true)',
    people: 'SELECT Id, Email FROM Lead',
    counted: 'SELECT COUNT(Id) n FROM Lead WHERE IsConverted = true AND ConvertedContactId != null',
  });
  at.agree(
    byId(found['leads']),
    new Map(
      converted.map(({ lead, account, contact, opportunity }) => [
        lead,
        {
          IsConverted: true,
          Status: 'Qualified',
          ConvertedAccountId: account,
          ConvertedContactId: contact,
          ConvertedOpportunityId: opportunity,
        },
      ]),
    ),
  );
  at.agree([found['counted']?.[0].n, new Set(converted.map(({ contact }) => contact)).size], [LEADS, LEADS]);
  const email = byId(found['people']);
  at.agree(
    byId(found['contacts']),
    new Map(
      converted.map(({ lead, account, contact }) => [contact, { AccountId: account, Email: email.get(lead)?.Email }]),
    ),
  );
  at.agree(
    converted.map(({ opportunity }) => opportunity !== null),
    leads.map((_unused, n) => n >= LEADS / 2),
  );
});

test('each campaign member is the same row still, with the lead it had and the contact it became', async () => {
  const found = await rows({ members: 'SELECT Id, LeadId, ContactId, IsDeleted FROM CampaignMember' });
  const contactOf = new Map(converted.map(({ lead, contact }) => [lead, contact]));
  at.agree(
    byId(found['members']),
    new Map(
      members.map((id, n) => {
        const lead = leads[n] ?? '';
        return [id, { LeadId: lead, ContactId: contactOf.get(lead), IsDeleted: false }];
      }),
    ),
  );
});

test('of 300 merges every loser is in the bin and names its winner, whose campaign members are its own', async () => {
  const contacts = converted.map(({ contact }) => contact);
  const merges = contacts.slice(0, MERGES).map((winner, n) => {
    return { object: 'Contact', winner, losers: [contacts[MERGES + n] ?? ''] };
  });
  await at.org.control.ask('POST', '/salesforce/merge', { merges });
  const winnerOf = new Map(merges.map(({ winner, losers: [loser = ''] }) => [loser, winner]));
  const found = await rows({
    losers: 'SELECT Id, IsDeleted, MasterRecordId FROM Contact WHERE MasterRecordId != null',
    left: 'SELECT COUNT(Id) n FROM Contact WHERE IsDeleted = false AND Id IN (SELECT ConvertedContactId FROM Lead)',
    members: 'SELECT Id, ContactId FROM CampaignMember WHERE IsDeleted = false',
  });
  at.agree(
    byId(found['losers']),
    new Map([...winnerOf].map(([loser, MasterRecordId]) => [loser, { IsDeleted: true, MasterRecordId }])),
  );
  at.agree(found['left']?.[0].n, LEADS - MERGES);
  const owners = new Set(found['members']?.map(({ ContactId }) => ContactId));
  at.agree(
    [...winnerOf.keys()].filter((loser) => owners.has(loser)),
    [],
  );
  // Winner and loser were of one campaign: one membership is left for both.
  at.agree([found['members']?.length, owners.size], [LEADS - MERGES, LEADS - MERGES]);
});

async function chunked<T, R>(all: readonly T[], size: number, act: (some: readonly T[]) => Promise<R>): Promise<R[]> {
  const done: R[] = [];
  for (let from = 0; from < all.length; from += size) done.push(await act(all.slice(from, from + size)));
  return done;
}
