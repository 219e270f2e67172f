import { afterAll, beforeAll, expect, test } from '@jest/globals';
import path from 'node:path';
import { checkout } from '../../../src/runtime/checkout.js';
import { visit, type Client, type Visit } from './support/visit.js';
import type { Found } from './support/witness.js';

/** jsforce 3.10.16: what it does by SOAP. It comes with the product, but runs in a process of its own. */
let at: Visit;
let client: Client;
beforeAll(async () => {
  at = await visit('jsforce 3.10.16');
  const script = path.join(checkout(), 'test', 'sandbox', 'foreign', 'jsforce', 'client.cjs');
  client = { program: process.execPath, args: [script], env: { SALESFORCE_URL: at.org.url } };
});
afterAll(() => at.end());

const part = (name: string, wish: object = {}) => at.json(client, name, JSON.stringify(wish));
const make = async (object: string, fields: Found): Promise<string> =>
  ((await at.org.witness.call('POST', `/sobjects/${object}`, fields)) as { id: string }).id;
const one = async (soql: string): Promise<Found> => (await at.org.witness.rows(soql))[0] ?? {};
const task = (WhoId: string, more: Found = {}) => make('Task', { Subject: 'Call', WhoId, ...more });
const nothing = { success: false, accountId: null, contactId: null, opportunityId: null };

test('logs in by SOAP, and is told why it may not', async () => {
  const { refused, ...found } = await part('login');
  const user = await one("SELECT Id FROM User WHERE Username = 'jane@acme.example'");
  const organization = await one('SELECT Id FROM Organization');
  at.agree(found, { id: user['Id'], organizationId: organization['Id'], instance: at.org.url });
  at.agree(refused.message, 'INVALID_LOGIN: Invalid username, password, security token; or user locked out.');
});

test('converts a lead into account, contact and opportunity; memberships and tasks follow', async () => {
  const lead = await make('Lead', {
    FirstName: 'Ann',
    LastName: 'Lee',
    Company: 'Leeway',
    Email: 'ann@leeway.example',
  });
  const campaign = await make('Campaign', { Name: 'Spring', IsActive: true });
  const member = await make('CampaignMember', { CampaignId: campaign, LeadId: lead, Status: 'Responded' });
  const call = await task(lead);
  const mark = await at.org.control.mark();
  const { results, read } = await part('convert', {
    conversions: [{ leadId: lead, convertedStatus: 'Qualified', opportunityName: 'Leeway deal' }],
    read: [
      `SELECT IsConverted, Status, ConvertedDate, ConvertedAccountId, ConvertedContactId, ConvertedOpportunityId FROM Lead WHERE Id = '${lead}'`,
      `SELECT Id, LeadId, ContactId, Status, HasResponded, IsDeleted FROM CampaignMember WHERE CampaignId = '${campaign}'`,
      `SELECT Id, WhoId, WhatId FROM Task WHERE Id = '${call}'`,
    ],
  });
  const [{ accountId, contactId, opportunityId }] = results;
  at.agree(results, [{ leadId: lead, accountId, contactId, opportunityId, success: true, errors: [] }]);
  const today = new Date().toISOString().slice(0, 10);
  at.agree(read, [
    [
      {
        IsConverted: true,
        Status: 'Qualified',
        ConvertedDate: today,
        ConvertedAccountId: accountId,
        ConvertedContactId: contactId,
        ConvertedOpportunityId: opportunityId,
      },
    ],
    [{ Id: member, LeadId: lead, ContactId: contactId, Status: 'Responded', HasResponded: true, IsDeleted: false }],
    [{ Id: call, WhoId: contactId, WhatId: opportunityId }],
  ]);
  at.agree(
    await one(`SELECT FirstName, LastName, Email, AccountId, Account.Name FROM Contact WHERE Id = '${contactId}'`),
    {
      FirstName: 'Ann',
      LastName: 'Lee',
      Email: 'ann@leeway.example',
      AccountId: accountId,
      Account: expect.objectContaining({ Name: 'Leeway' }),
    },
  );
  at.agree(await one(`SELECT Name, AccountId FROM Opportunity WHERE Id = '${opportunityId}'`), {
    Name: 'Leeway deal',
    AccountId: accountId,
  });
  const roles = `SELECT ContactId FROM OpportunityContactRole WHERE OpportunityId = '${opportunityId}'`;
  at.agree(await at.org.witness.rows(roles), [{ ContactId: contactId }]);
  const written = await at.org.control.writes(mark);
  at.agree(
    written.find(({ op }) => op === 'convert'),
    expect.objectContaining({ entity: 'Lead', id: lead, client: 'jane@acme.example' }),
  );
  const { refused } = await part('update', { lead: { Id: lead, LastName: 'Late' } });
  at.agree(refused.errorCode, 'CANNOT_UPDATE_CONVERTED_LEAD');
});

test('fills only the blanks of an existing contact, and answers for each lead of a call by itself', async () => {
  const account = await make('Account', { Name: 'Old & Sons' });
  const contact = await make('Contact', { LastName: 'Old', Title: 'Chief', AccountId: account });
  const lead = { Company: 'New', LastName: 'New', Title: 'Clerk', Phone: '+49 30 1' };
  const [into, badly] = [await make('Lead', lead), await make('Lead', lead)];
  const { results } = await part('convert', {
    conversions: [
      {
        leadId: into,
        convertedStatus: 'Qualified',
        doNotCreateOpportunity: true,
        accountId: account,
        contactId: contact,
      },
      { leadId: badly, convertedStatus: 'New', doNotCreateOpportunity: true },
    ],
    read: [],
  });
  at.agree(results, [
    { leadId: into, accountId: account, contactId: contact, opportunityId: null, success: true, errors: [] },
    { ...nothing, leadId: badly, errors: [expect.objectContaining({ statusCode: 'INVALID_STATUS' })] },
  ]);
  const fields = 'LastName, Title, Phone, AccountId';
  const kept = { LastName: 'Old', Title: 'Chief', Phone: '+49 30 1', AccountId: account };
  at.agree(await one(`SELECT ${fields} FROM Contact WHERE Id = '${contact}'`), kept);
  at.agree(await one(`SELECT IsConverted FROM Lead WHERE Id = '${badly}'`), { IsConverted: false });
  at.agree(await one(`SELECT Name FROM Account WHERE Id = '${account}'`), { Name: 'Old & Sons' });
});

test('merges contacts, chains of them too: children move, losers point to the winner', async () => {
  const [a, b, c, d] = await Promise.all(['A', 'B', 'C', 'D'].map((LastName) => make('Contact', { LastName })));
  const campaign = await make('Campaign', { Name: 'Merged', IsActive: true });
  const member = await make('CampaignMember', { CampaignId: campaign, ContactId: c });
  const call = await task(b ?? '');
  const mark = await at.org.control.mark();
  const { results } = await part('merge', {
    merges: [{ masterRecord: { type: 'Contact', Id: a, Title: 'Chief' }, recordToMergeIds: [b, c] }],
    read: [],
  });
  at.agree([results[0].id, results[0].success, results[0].errors], [a, true, []]);
  at.agree(new Set([results[0].mergedRecordIds].flat()), new Set([b, c]));
  at.agree(new Set([results[0].updatedRelatedIds].flat()), new Set([member, call]));
  const chain = await part('merge', {
    merges: [{ masterRecord: { type: 'Contact', Id: d }, recordToMergeIds: [a] }],
    read: [
      `SELECT Id, IsDeleted, MasterRecordId, Title FROM Contact WHERE Id IN ('${[a, b, c, d].join("','")}') ORDER BY LastName`,
    ],
  });
  at.agree(chain['read'][0], [
    { Id: a, IsDeleted: true, MasterRecordId: d, Title: 'Chief' },
    { Id: b, IsDeleted: true, MasterRecordId: a, Title: null },
    { Id: c, IsDeleted: true, MasterRecordId: a, Title: null },
    { Id: d, IsDeleted: false, MasterRecordId: null, Title: null },
  ]);
  at.agree(await one(`SELECT ContactId FROM CampaignMember WHERE Id = '${member}'`), { ContactId: d });
  at.agree(await one(`SELECT WhoId FROM Task WHERE Id = '${call}'`), { WhoId: d });
  const written = await at.org.control.writes(mark);
  at.agree(
    written.filter(({ op }) => op === 'merge').map(({ id }) => id),
    [a, d],
  );
});

test('brings a deleted contact back with what went with it, but no merged one', async () => {
  const [kept, loser, winner] = await Promise.all(['K', 'L', 'W'].map((LastName) => make('Contact', { LastName })));
  const call = await task(kept ?? '');
  await at.org.control.ask('POST', '/salesforce/merge', { merges: [{ object: 'Contact', winner, losers: [loser] }] });
  const read = [
    `SELECT IsDeleted FROM Contact WHERE Id = '${kept}'`,
    `SELECT IsDeleted, WhoId FROM Task WHERE Id = '${call}'`,
  ];
  const found = await part('undelete', { remove: [kept], restore: [kept, loser], read });
  at.agree(found['removed'], [{ id: kept, success: true, errors: [] }]);
  at.agree(found['between'], [[{ IsDeleted: true }], [{ IsDeleted: true, WhoId: kept }]]);
  at.agree(found['restored'], [
    { id: kept, success: true, errors: [] },
    expect.objectContaining({ success: false, errors: [expect.objectContaining({ statusCode: 'UNDELETE_FAILED' })] }),
  ]);
  at.agree(found['read'], [[{ IsDeleted: false }], [{ IsDeleted: false, WhoId: kept }]]);
});
