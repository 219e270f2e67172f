import { afterAll, beforeAll, test } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { sfVisit, USER, type SfVisit } from './support/sfVisit.js';
import type { Visit } from './support/visit.js';

let visited: SfVisit;
let at: Visit;
beforeAll(async () => {
  visited = await sfVisit('records');
  at = visited.at;
}, 300_000);
afterAll(() => at.end());

const asAnna = (...args: readonly string[]) => visited.asAnna(...args);
const table = async (soql: string): Promise<readonly string[]> => {
  const args = ['data', 'query', '--query', soql, '--result-format', 'csv', '--target-org', USER];
  return (await at.run(visited.sf, ...args)).stdout.trim().split('\n');
};
const lead = async (where: string, fields = 'Id, LastName, Company, Email, IsDeleted') =>
  (await at.org.witness.rows(`SELECT ${fields} FROM Lead WHERE ${where}`))[0];

test('logs in with a session id, and knows user, organization, edition and newest version', async () => {
  const [organization] = await at.org.witness.rows('SELECT Id, Name, OrganizationType FROM Organization');
  const { username, orgId, name, orgEdition, instanceApiVersion } = await visited.withToken(
    '00D000000000001!berta',
    'berta',
  );
  at.agree([username, instanceApiVersion], ['berta@tandem.example', '66.0']);
  at.agree(
    [orgId, name, orgEdition],
    [organization?.['Id'], organization?.['Name'], organization?.['OrganizationType']],
  );
});

test('logs in by JSON web token and by refresh token, the latter over TLS', async () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  await writeFile(visited.file('key.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const jwt = ['--client-id', 'app', '--jwt-key-file', visited.file('key.pem'), '--username', 'kim@acme.example'];
  const byToken = await visited.json('org', 'login', 'jwt', ...jwt, '--instance-url', at.org.url);
  at.agree([byToken.username, byToken.instanceUrl], ['kim@acme.example', at.org.url]);
  await writeFile(visited.file('url.txt'), `force://app:secret:5Aeprefresh@${new URL(at.org.tlsUrl).host}`);
  const byUrl = await visited.json('org', 'login', 'sfdx-url', '--sfdx-url-file', visited.file('url.txt'));
  at.agree([byUrl.username, byUrl.instanceUrl], ['app', at.org.tlsUrl]);
});

test('creates, gets, updates and deletes a record', async () => {
  const mark = await at.org.control.mark();
  const values = "LastName='van den Doe' Company=Acme Email=doe@example.com";
  const { id } = await asAnna('data', 'create', 'record', '--sobject', 'Lead', '--values', values);
  const made = { Id: id, LastName: 'van den Doe', Company: 'Acme', Email: 'doe@example.com', IsDeleted: false };
  at.agree(await lead(`Id = '${id}'`), made);
  const found = await asAnna('data', 'get', 'record', '--sobject', 'Lead', '--where', 'Email=doe@example.com');
  at.agree([found.Id, found.Name, found.Status], [id, 'van den Doe', 'New']);
  const of = ['--sobject', 'Lead', '--record-id', id];
  await asAnna('data', 'update', 'record', ...of, '--values', "Company='Acme & Söhne'");
  at.agree((await lead(`Id = '${id}'`))?.['Company'], 'Acme & Söhne');
  await asAnna('data', 'delete', 'record', ...of);
  at.agree((await lead(`Id = '${id}'`))?.['IsDeleted'], true);
  const written = await at.org.control.writes(mark);
  at.agree(
    written.map(({ op, entity, client }) => [op, entity, client]),
    ['create', 'update', 'delete'].map((op) => [op, 'Lead', USER]),
  );
});

test('queries parents and children, as a document and as a table', async () => {
  const { id } = await asAnna('data', 'create', 'record', '--sobject', 'Account', '--values', 'Name=Globex');
  await asAnna('data', 'create', 'record', '--sobject', 'Contact', '--values', `LastName=Roe AccountId=${id}`);
  const soql = `SELECT Name, (SELECT LastName, Account.Name FROM Contacts) FROM Account WHERE Id = '${id}'`;
  const { records } = await asAnna('data', 'query', '--query', soql);
  at.agree([records[0].Name, records[0].Contacts.records[0].LastName], ['Globex', 'Roe']);
  const flat = 'SELECT LastName, Account.Name, Owner.Name FROM Contact';
  at.agree(await table(flat), ['LastName,Account.Name,Owner.Name', 'Roe,Globex,anna']);
  at.agree(await table('SELECT LastName, COUNT(Id) n FROM Contact GROUP BY LastName'), ['LastName,n', 'Roe,1']);
  at.agree(await table('SELECT COUNT(Id), MAX(LastName) FROM Contact'), ['COUNT(Id),MAX(LastName)', '1,Roe']);
});

test('imports a tree of records, and finds one of them by its name', async () => {
  const Contacts = { records: [{ attributes: { type: 'Contact', referenceId: 'leaf' }, LastName: 'Leaf' }] };
  const records = [{ attributes: { type: 'Account', referenceId: 'tree' }, Name: 'Tree', Contacts }];
  await writeFile(visited.file('tree.json'), JSON.stringify({ records }));
  const [account, contact] = await asAnna('data', 'import', 'tree', '--files', visited.file('tree.json'));
  const made = await at.org.witness.rows("SELECT Id, AccountId FROM Contact WHERE LastName = 'Leaf'");
  at.agree(made, [{ Id: contact.id, AccountId: account.id }]);
  const sosl = 'FIND {Leaf} IN NAME FIELDS RETURNING Contact(Id, LastName)';
  const { searchRecords } = await asAnna('data', 'search', '--query', sosl);
  at.agree(
    searchRecords.map(({ Id, LastName }: any) => [Id, LastName]),
    [[contact.id, 'Leaf']],
  );
});

test('says which column does not exist', async () => {
  const { name, message } = await visited.refused('data', 'query', '--query', 'SELECT Nope FROM Lead');
  at.agree([name, message?.includes("No such column 'Nope' on entity 'Lead'")], ['INVALID_FIELD', true]);
});

test('describes an object, lists the objects and the limits', async () => {
  const { fields, childRelationships } = await asAnna('sobject', 'describe', '--sobject', 'Lead');
  const ext = fields.find(({ name }: { name: string }) => name === 'Ext__c');
  at.agree([ext.externalId, ext.unique, ext.length, ext.type], [true, true, 60, 'string']);
  const members = childRelationships.find((one: { childSObject: string }) => one.childSObject === 'CampaignMember');
  at.agree([members.field, members.relationshipName], ['LeadId', 'CampaignMembers']);
  const objects = await asAnna('sobject', 'list', '--sobject', 'all');
  at.agree(
    ['Lead', 'Contact', 'CampaignMember'].every((name) => objects.includes(name)),
    true,
  );
  await at.org.control.org({ dailyApiRequests: 50_000 });
  const limits = (await asAnna('org', 'list', 'limits')) as readonly { name: string; max: number; remaining: number }[];
  const { max, remaining = 0 } = limits.find(({ name }) => name === 'DailyApiRequests') ?? {};
  at.agree([max, remaining < 50_000 && remaining > 49_000], [50_000, true]);
});
