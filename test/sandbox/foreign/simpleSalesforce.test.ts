import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { externalId } from './support/externalId.js';
import { pythonClient } from './support/pythonClient.js';
import { visit, type Client, type Visit } from './support/visit.js';

/** simple-salesforce 1.12.10 over TLS, logged in by SOAP as every script of its users is. */
let at: Visit;
let client: Client;
beforeAll(async () => {
  at = await visit('simple-salesforce 1.12.10');
  client = await pythonClient(at.org);
  await at.org.control.org({ customFields: [externalId('Lead')] });
}, 300_000);
afterAll(() => at.end());

const part = (name: string, wish: object = {}) => at.json(client, name, JSON.stringify(wish));
const leads = (where: string) =>
  at.org.witness.rows(`SELECT Id, LastName, Company, Email, IsDeleted FROM Lead WHERE ${where} ORDER BY Id`);

test('logs in by SOAP and is who it said it is', async () => {
  at.agree(await part('login'), { instance: new URL(at.org.tlsUrl).host, user: 'python@acme.example' });
});

test('creates, gets, updates, upserts by an external id with a slash in it, and deletes', async () => {
  const mark = await at.org.control.mark();
  const found = await part('records', { key: 'a/b@c.d', quoted: 'a%2Fb%40c.d' });
  const { id } = found['made'];
  at.agree(found['made'], { id, success: true, errors: [] });
  const read = { Id: id, LastName: 'Doe', Name: 'Doe', Company: 'Acme', Email: 'doe@example.com', Status: 'New' };
  at.agree(found['read'], expect.objectContaining(read));
  at.agree([found['updated'], found['again'].LastName, found['again'].Email], [204, 'Dœ', null]);
  at.agree(found['upserted'], [201, 200]);
  at.agree([found['byKey'].LastName, found['byKey'].Ext__c], ['Roebuck', 'a/b@c.d']);
  at.agree([found['deleted'], found['gone'].status, found['gone'].content[0].errorCode], [204, 404, 'NOT_FOUND']);
  const fields = ['Company'];
  const refusal = { message: 'Required fields are missing: [Company]', errorCode: 'REQUIRED_FIELD_MISSING', fields };
  at.agree(found['refused'], { status: 400, content: [refusal] });
  at.agree(await leads(`Id = '${id}'`), [{ Id: id, LastName: 'Dœ', Company: 'Acme', Email: null, IsDeleted: true }]);
  at.agree((await leads("Ext__c = 'a/b@c.d'"))[0]?.['LastName'], 'Roebuck');
  const written = await at.org.control.writes(mark);
  at.agree(
    written.map(({ op, client: by }) => [op, by]),
    ['create', 'update', 'create', 'update', 'delete'].map((op) => [op, 'python@acme.example']),
  );
});

test('queries page by page, all at once, with deleted rows, parents and children', async () => {
  const { contacts } = await at.org.control.seed({ contacts: 2300, seed: 7 });
  const [gone, kept] = contacts;
  await at.org.control.ask('POST', '/salesforce/delete', { ids: [gone] });
  const found = await part('queries', {
    many: 'SELECT Id FROM Contact',
    deleted: `SELECT Id, IsDeleted FROM Contact WHERE Id IN ('${gone}', '${kept}')`,
    nested: `SELECT Name, (SELECT LastName FROM Contacts WHERE Id = '${kept}'), Owner.Username FROM Account WHERE Id IN (SELECT AccountId FROM Contact WHERE Id = '${kept}')`,
    count: 'SELECT COUNT() FROM Contact',
  });
  at.agree(
    [found['first'], found['second']],
    [
      [2299, false, 2000],
      [2299, true, 299],
    ],
  );
  at.agree(new Set(found['all'] as string[]), new Set(contacts.slice(1)));
  at.agree([found['iterated'], found['counted']], [2299, 2299]);
  at.agree(
    new Set(found['withDeleted']),
    new Set([
      { Id: gone, IsDeleted: true },
      { Id: kept, IsDeleted: false },
    ]),
  );
  at.agree(found['withoutDeleted'], [{ Id: kept, IsDeleted: false }]);
  const [person] = await at.org.witness.rows(`SELECT LastName, Account.Name FROM Contact WHERE Id = '${kept}'`);
  const [account] = found['nested'];
  at.agree([account.Contacts.totalSize, account.Contacts.records], [1, [{ LastName: person?.['LastName'] }]]);
  at.agree(account.Owner, { Username: 'admin@tandem.example' });
  at.agree([found['malformed'].status, found['malformed'].content[0].errorCode], [400, 'MALFORMED_QUERY']);
});

test('asks what was updated and what was deleted, and not further back than the org remembers', async () => {
  const { kept, gone, updated, deleted, tooOld } = await part('changes');
  at.agree([updated.ids.includes(kept), updated.ids.includes(gone)], [true, false]);
  const [row] = await at.org.witness.rows(`SELECT SystemModstamp FROM Contact WHERE Id = '${gone}'`);
  const record = deleted.deletedRecords.find(({ id }: { id: string }) => id === gone);
  at.agree(record, { id: gone, deletedDate: row?.['SystemModstamp'] });
  at.agree([tooOld.status, tooOld.content[0].errorCode], [400, 'INVALID_REPLICATION_DATE']);
});

test('describes the org, an object and the limits', async () => {
  await at.org.control.org({ dailyApiRequests: 50_000 });
  const found = await part('describes');
  at.agree(
    ['Lead', 'Contact', 'CampaignMember', 'Task'].filter((name) => !found['objects'].includes(name)),
    [],
  );
  at.agree([found['keyPrefix'], found['required'], found['sandbox']], ['00Q', ['Company', 'LastName'], true]);
  at.agree(found['fields'], { LastName: ['string', 80], Email: ['email', 80], Ext__c: ['string', 60] });
  at.agree(found['limits'].Max, 50_000);
  // The header of the same answer: used, of so many.
  at.agree(found['usage'], [50_000 - found['limits'].Remaining, 50_000]);
  at.agree(found['basic'], expect.objectContaining({ name: 'Lead', keyPrefix: '00Q', createable: true }));
});
