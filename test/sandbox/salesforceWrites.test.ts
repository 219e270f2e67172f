import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Connection } from 'jsforce';
import { createKit } from '../../sandbox/kit/kit.js';
import { serve, type Served } from '../../sandbox/kit/server.js';
import { createSalesforce } from '../../sandbox/salesforce/salesforce.js';

const START = Date.UTC(2026, 0, 5, 8, 0, 0, 400);
const shop = createKit(() => START);
const org = createSalesforce(shop.kit);
let served: Served;
let conn: Connection;
let user: Connection;

beforeAll(async () => {
  served = await serve(org, shop, { port: 0 });
});
afterAll(() => served.close());
beforeEach(() => {
  shop.reset();
  org.reset();
  conn = new Connection({ instanceUrl: served.url, accessToken: 'sync', version: '62.0' });
  user = new Connection({ instanceUrl: served.url, accessToken: 'anna', version: '62.0' });
});

interface Outcome {
  readonly id?: string;
  readonly success: boolean;
  readonly created?: boolean;
  readonly errors: readonly {
    readonly statusCode: string;
    readonly message: string;
    readonly fields: readonly string[];
  }[];
}
const api = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
  const answer = await fetch(`${served.url}/services/data/v62.0${path}`, {
    method,
    headers: { authorization: 'Bearer sync', 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: (text === '' ? null : JSON.parse(text)) as never, headers: answer.headers };
};
const many = async (method: string, path: string, records: readonly object[], allOrNone = false, type = 'Lead') =>
  (await api(method, path, { allOrNone, records: records.map((one) => ({ attributes: { type }, ...one })) }))
    .body as readonly Outcome[];
const codes = (outcomes: readonly Outcome[]) => outcomes.map((one) => one.errors[0]?.statusCode ?? 'ok');
const made = async (object: string, fields: Record<string, string>, by = conn): Promise<string> => {
  const result = await by.sobject(object).create({ ...fields });
  if (!result.success) throw new Error('not created');
  return result.id;
};
const read = async (id: string, columns = 'FIELDS(ALL)', object = 'Lead') =>
  (await conn.query<Record<string, unknown>>(`SELECT ${columns} FROM ${object} WHERE Id = '${id}' LIMIT 1`)).records[0];
const codeOf = async (asked: PromiseLike<unknown>): Promise<string> =>
  asked.then(
    () => 'none',
    (error: { errorCode?: string }) => error.errorCode ?? 'unknown',
  );
const writes = () => shop.kit.writes.since(0);

describe('saving a record', () => {
  test('stamps whole seconds and the credentials’ user, trims text, keeps the phone as given', async () => {
    const id = await made('Lead', { LastName: '  Ada ', Company: 'X', Title: '   ', Phone: '+49 (30) 12-3' });
    expect(await read(id)).toMatchObject({
      LastName: 'Ada',
      Name: 'Ada',
      Title: null,
      Phone: '+49 (30) 12-3',
      Status: 'New',
      SystemModstamp: '2026-01-05T08:00:00.000+0000',
      HasOptedOutOfEmail: false,
    });
    shop.kit.clock.advance(5000);
    await user.sobject('Lead').update({ Id: id, Title: 'Boss' });
    expect(await read(id, 'LastModifiedBy.Username, CreatedBy.Username, SystemModstamp')).toMatchObject({
      LastModifiedBy: { Username: 'anna' },
      CreatedBy: { Username: 'sync' },
      SystemModstamp: '2026-01-05T08:00:05.000+0000',
    });
  });

  test('the write log holds only what really changed, by whom; seeds and control calls are not in it', async () => {
    const id = await made('Contact', { LastName: 'Ada', Email: 'a@x.org' });
    await user.sobject('Contact').update({ Id: id, LastName: 'Ada', Title: 'Boss' });
    await user.sobject('Contact').destroy(id);
    org.control['undelete']?.({ ids: [id] });
    org.control['delete']?.({ ids: [id] });
    expect(writes().map(({ op, entity, id: of, fields, client }) => [op, entity, of, fields, client])).toEqual([
      ['create', 'Contact', id, { LastName: [null, 'Ada'], Email: [null, 'a@x.org'] }, 'sync'],
      ['update', 'Contact', id, { Title: [null, 'Boss'] }, 'anna'],
      ['delete', 'Contact', id, {}, 'anna'],
    ]);
  });

  test.each([
    [{ Company: 'X' }, 'REQUIRED_FIELD_MISSING'],
    [{ LastName: 'x'.repeat(81), Company: 'X' }, 'STRING_TOO_LONG'],
    [{ LastName: 'A', Company: 'X', Email: 'no-address' }, 'INVALID_EMAIL_ADDRESS'],
    [{ LastName: 'A', Company: 'X', Nonsense: 1 }, 'INVALID_FIELD'],
    [{ LastName: 'A', Company: 'X', IsConverted: true }, 'INVALID_FIELD_FOR_INSERT_UPDATE'],
    [{ LastName: 'A', Company: 'X', Tier__c: 'Iron' }, 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST'],
    [{ LastName: 'A', Company: 'Forbidden' }, 'FIELD_CUSTOM_VALIDATION_EXCEPTION'],
    [{ LastName: 'A', Company: 'X', OwnerId: 'nonsense' }, 'MALFORMED_ID'],
    [{ LastName: 'A', Company: 'X', HasOptedOutOfEmail: 'perhaps' }, 'JSON_PARSER_ERROR'],
    [{ LastName: 'A', Company: 'X', Email: 'twin@x.org' }, 'DUPLICATES_DETECTED'],
    [{ LastName: 'A', Company: 'X', Ext__c: 'One' }, 'DUPLICATE_VALUE'],
  ])('%j is refused with %s and leaves nothing', async (fields, code) => {
    org.settings({
      customFields: [
        { object: 'Lead', name: 'Tier__c', type: 'picklist', values: ['Gold'], restricted: true },
        { object: 'Lead', name: 'Ext__c', type: 'string', length: 20, externalId: true, unique: true },
      ],
      validationRules: [{ object: 'Lead', condition: "Company = 'Forbidden'", message: 'Not this one.' }],
      duplicateRules: [{ object: 'Lead', fields: ['Email'], action: 'block' }],
    });
    await made('Lead', { LastName: 'First', Company: 'X', Email: 'Twin@x.org', Ext__c: 'one' });
    const answer = await api('POST', '/sobjects/Lead', fields);
    expect([answer.status, (answer.body as [{ errorCode: string }])[0].errorCode]).toEqual([400, code]);
    expect((await conn.query('SELECT COUNT() FROM Lead')).totalSize).toBe(1);
  });

  test('an alert’s duplicate may be saved by who asks for it', async () => {
    org.settings({ duplicateRules: [{ object: 'Lead', fields: ['Email'], action: 'alert' }] });
    await made('Lead', { LastName: 'A', Company: 'X', Email: 'a@x.org' });
    const again = { LastName: 'B', Company: 'X', Email: 'a@x.org' };
    expect((await api('POST', '/sobjects/Lead', again)).status).toBe(400);
    expect(
      (await api('POST', '/sobjects/Lead', again, { 'Sforce-Duplicate-Rule-Header': 'allowSave=true' })).status,
    ).toBe(201);
  });

  test('assignment rules run, and mail, unless the caller says not to', async () => {
    org.settings({ assignmentRules: [{ object: 'Lead', owner: 'queue@acme.example' }] });
    const quiet = await api(
      'POST',
      '/sobjects/Lead',
      { LastName: 'A', Company: 'X', Email: 'a@x.org' },
      { 'Sforce-Auto-Assign': 'FALSE' },
    );
    expect([quiet.status, org.mails()]).toEqual([201, []]);
    const id = await made('Lead', { LastName: 'B', Company: 'X', Email: 'b@x.org' });
    expect(org.mails().map((mail) => [mail.kind, mail.to])).toEqual([
      ['assignment', 'queue@acme.example'],
      ['auto-response', 'b@x.org'],
    ]);
    expect(await read(id, 'Owner.Username')).toMatchObject({ Owner: { Username: 'queue@acme.example' } });
  });
});

describe('collections', () => {
  test('answer per row, in order; with allOrNone one refusal undoes all', async () => {
    const rows = [{ LastName: 'A', Company: 'X' }, { LastName: 'B' }, { LastName: 'C', Company: 'X' }];
    expect(codes(await many('POST', '/composite/sobjects', rows))).toEqual(['ok', 'REQUIRED_FIELD_MISSING', 'ok']);
    expect(codes(await many('POST', '/composite/sobjects', rows, true))).toEqual([
      'ALL_OR_NONE_OPERATION_ROLLED_BACK',
      'REQUIRED_FIELD_MISSING',
      'ALL_OR_NONE_OPERATION_ROLLED_BACK',
    ]);
    expect((await conn.query('SELECT COUNT() FROM Lead')).totalSize).toBe(2);
    expect(writes()).toHaveLength(2);
  });

  test('upsert by external id creates once and updates after, in any case of the key', async () => {
    org.settings({
      customFields: [{ object: 'Lead', name: 'Ext__c', type: 'string', length: 20, externalId: true, unique: true }],
    });
    const path = '/composite/sobjects/Lead/Ext__c';
    const first = await many('PATCH', path, [{ Ext__c: 'k1', LastName: 'A', Company: 'X' }]);
    const second = await many('PATCH', path, [
      { Ext__c: 'K1', LastName: 'B' },
      { Ext__c: 'k2', LastName: 'C', Company: 'X' },
    ]);
    expect([...first, ...second].map((one) => one.created)).toEqual([true, false, true]);
    expect(second[0]?.id).toBe(first[0]?.id);
    const single = await api('PATCH', '/sobjects/Lead/Ext__c/k3', { LastName: 'D', Company: 'X' });
    expect([single.status, (await api('PATCH', '/sobjects/Lead/Ext__c/k3', { LastName: 'E' })).status]).toEqual([
      201, 200,
    ]);
  });

  test('more than 200 are refused as a whole, deleted and unknown ids each by itself', async () => {
    const rows = Array.from({ length: 201 }, () => ({ LastName: 'A', Company: 'X' }));
    expect((await api('POST', '/composite/sobjects', { records: rows })).status).toBe(400);
    const id = await made('Lead', { LastName: 'A', Company: 'X' });
    const gone = await made('Lead', { LastName: 'B', Company: 'X' });
    await conn.sobject('Lead').destroy(gone);
    const unknown = `${id.slice(0, 14)}z`;
    expect(
      codes(
        await many('PATCH', '/composite/sobjects', [
          { Id: id, Title: 'T' },
          { Id: gone, Title: 'T' },
          { Id: unknown, Title: 'T' },
        ]),
      ),
    ).toEqual(['ok', 'ENTITY_IS_DELETED', 'INVALID_CROSS_REFERENCE_KEY']);
    const found = await api('POST', '/composite/sobjects/Lead', { ids: [id, gone], fields: ['Id', 'Title'] });
    expect(found.body).toEqual([{ attributes: expect.anything(), Id: id, Title: 'T' }, null]);
  });

  test('a composite passes ids on', async () => {
    const answer = await api('POST', '/composite', {
      compositeRequest: [
        { method: 'POST', url: '/services/data/v62.0/sobjects/Account', referenceId: 'acc', body: { Name: 'Acme' } },
        {
          method: 'POST',
          url: '/services/data/v62.0/sobjects/Contact',
          referenceId: 'con',
          body: { LastName: 'A', AccountId: '@{acc.id}' },
        },
      ],
    });
    expect(answer.body).toMatchObject({ compositeResponse: [{ httpStatusCode: 201 }, { httpStatusCode: 201 }] });
    expect((await conn.query("SELECT Id FROM Contact WHERE Account.Name = 'Acme'")).totalSize).toBe(1);
  });
});

describe('deletes, merges, conversions', () => {
  test('a deleted record is seen by queryAll and getDeleted only, and comes back by undelete', async () => {
    const id = await made('Contact', { LastName: 'A' });
    shop.kit.clock.advance(2000);
    await conn.sobject('Contact').destroy(id);
    expect((await conn.query('SELECT Id FROM Contact')).totalSize).toBe(0);
    const all = await conn.query('SELECT IsDeleted, SystemModstamp FROM Contact', { scanAll: true });
    expect(all.records[0]).toMatchObject({ IsDeleted: true, SystemModstamp: '2026-01-05T08:00:02.000+0000' });
    const { deletedRecords } = await conn.sobject('Contact').deleted('2026-01-05T00:00:00Z', '2026-01-06T00:00:00Z');
    expect(deletedRecords.map((one) => one.id)).toEqual([id]);
    org.control['undelete']?.({ ids: [id] });
    expect((await conn.query('SELECT Id FROM Contact')).totalSize).toBe(1);
  });

  test('a merge bins the loser under its winner, moves its children and is logged once', async () => {
    const [winner, loser] = [
      await made('Contact', { LastName: 'A', Title: 'Keeps' }),
      await made('Contact', { LastName: 'B', Title: 'Loses' }),
    ];
    const campaign = await made('Campaign', { Name: 'C' });
    await made('CampaignMember', { CampaignId: campaign, ContactId: loser });
    const soap = await conn.soap.merge({
      masterRecord: { type: 'Contact', Id: winner },
      recordToMergeIds: [loser],
    } as never);
    expect(soap).toMatchObject({ success: true, id: winner });
    const all = await conn.query(`SELECT MasterRecordId, IsDeleted FROM Contact WHERE Id = '${loser}'`, {
      scanAll: true,
    });
    expect(all.records[0]).toMatchObject({ MasterRecordId: winner, IsDeleted: true });
    expect((await conn.query(`SELECT Id FROM CampaignMember WHERE ContactId = '${winner}'`)).totalSize).toBe(1);
    expect(await read(winner, 'Title', 'Contact')).toMatchObject({ Title: 'Keeps' });
    expect(writes().at(-1)).toMatchObject({ op: 'merge', entity: 'Contact', id: winner });
  });

  test('a converted lead names its contact, hands on its memberships and takes no more writes', async () => {
    const lead = await made('Lead', { LastName: 'A', Company: 'X', Email: 'a@x.org', LeadSource: 'Web' });
    const campaign = await made('Campaign', { Name: 'C' });
    const member = await made('CampaignMember', { CampaignId: campaign, LeadId: lead, Status: 'Unheard of' });
    const result = await conn.soap.convertLead({
      leadId: lead,
      convertedStatus: 'Qualified',
      doNotCreateOpportunity: true,
    } as never);
    expect(result).toMatchObject({ success: true, leadId: lead });
    const converted = await read(lead, 'IsConverted, ConvertedContactId, ConvertedDate, Status');
    expect(converted).toMatchObject({ IsConverted: true, ConvertedDate: '2026-01-05', Status: 'Qualified' });
    const contact = String(converted?.['ConvertedContactId']);
    expect(await read(contact, 'LastName, Email, Account.Name', 'Contact')).toMatchObject({
      LastName: 'A',
      Email: 'a@x.org',
      Account: { Name: 'X' },
    });
    expect(await read(member, 'LeadId, ContactId, Status', 'CampaignMember')).toMatchObject({
      LeadId: lead,
      ContactId: contact,
      Status: 'Sent',
    });
    expect(await codeOf(conn.sobject('Lead').update({ Id: lead, Title: 'T' }))).toBe('CANNOT_UPDATE_CONVERTED_LEAD');
    expect(writes().filter((one) => one.op === 'convert')).toMatchObject([
      { id: lead, fields: { ConvertedContactId: [null, contact] } },
    ]);
  });

  test('converting into a contact fills its blanks only', async () => {
    const lead = await made('Lead', { LastName: 'A', Company: 'X', Title: 'New', Phone: '1' });
    const contact = await made('Contact', { LastName: 'Old', Title: 'Old' });
    org.control['convert']?.({ leads: [lead], contact });
    expect(await read(contact, 'LastName, Title, Phone', 'Contact')).toMatchObject({
      LastName: 'Old',
      Title: 'Old',
      Phone: '1',
    });
  });
});

describe('faults and locks', () => {
  test('a late commit is accepted at once and seen only later, with its earlier stamp', async () => {
    shop.faults.add({ system: 'salesforce', kind: 'late-commit', delayMs: 60_000, match: { client: 'anna' } });
    const id = await made('Lead', { LastName: 'Late', Company: 'X' }, user);
    shop.kit.clock.advance(30_000);
    await made('Lead', { LastName: 'Early', Company: 'X' });
    const names = async () =>
      (await conn.query<{ Name: string }>('SELECT Name FROM Lead ORDER BY SystemModstamp, Id')).records.map(
        (one) => one.Name,
      );
    expect(await names()).toEqual(['Early']);
    shop.kit.clock.advance(31_000);
    expect(await names()).toEqual(['Late', 'Early']);
    expect(await read(id, 'SystemModstamp')).toMatchObject({ SystemModstamp: '2026-01-05T08:00:00.000+0000' });
  });

  test('a row fault refuses its row alone', async () => {
    shop.faults.add({
      system: 'salesforce',
      kind: 'row-error',
      code: 'UNABLE_TO_LOCK_ROW',
      match: { key: 'b@x.org' },
      times: 1,
    });
    const rows = ['a', 'b', 'c'].map((name) => ({ LastName: name, Company: 'X', Email: `${name}@x.org` }));
    expect(codes(await many('POST', '/composite/sobjects', rows))).toEqual(['ok', 'UNABLE_TO_LOCK_ROW', 'ok']);
  });

  test('lockMs: siblings of one account are refused while another request holds it', async () => {
    const account = await made('Account', { Name: 'A' });
    org.settings({ lockMs: 1000 });
    await made('Contact', { LastName: 'A', AccountId: account });
    expect(await codeOf(user.sobject('Contact').create({ LastName: 'B', AccountId: account }))).toBe(
      'UNABLE_TO_LOCK_ROW',
    );
    shop.kit.clock.advance(1001);
    expect(await codeOf(user.sobject('Contact').create({ LastName: 'B', AccountId: account }))).toBe('none');
  });

  test('a fault on creates meets an upsert of new records, not one of known ones', async () => {
    org.settings({ customFields: [{ object: 'Lead', name: 'Ext__c', externalId: true, unique: true }] });
    await many('PATCH', '/composite/sobjects/Lead/Ext__c', [{ Ext__c: 'old', LastName: 'A', Company: 'X' }]);
    shop.faults.add({ system: 'salesforce', kind: 'status', status: 503, match: { op: 'create' } });
    const upsert = (key: string) =>
      api('PATCH', '/composite/sobjects/Lead/Ext__c', { records: [{ Ext__c: key, LastName: 'A', Company: 'X' }] });
    expect([(await upsert('old')).status, (await upsert('new')).status]).toEqual([200, 503]);
  });
});

describe('Bulk API 2.0', () => {
  const job = async (spec: object, csv: string) => {
    const opened = (await api('POST', '/jobs/ingest', spec)).body as { id: string };
    expect(
      (
        await fetch(`${served.url}/services/data/v62.0/jobs/ingest/${opened.id}/batches`, {
          method: 'PUT',
          headers: { authorization: 'Bearer sync', 'content-type': 'text/csv' },
          body: csv,
        })
      ).status,
    ).toBe(201);
    await api('PATCH', `/jobs/ingest/${opened.id}`, { state: 'UploadComplete' });
    return opened.id;
  };
  const text = async (path: string) => {
    const answer = await fetch(`${served.url}/services/data/v62.0${path}`, {
      headers: { authorization: 'Bearer sync' },
    });
    return {
      text: await answer.text(),
      type: answer.headers.get('content-type'),
      locator: answer.headers.get('sforce-locator'),
    };
  };

  test('an ingest job writes row by row and says what became of each', async () => {
    const id = await job({ object: 'Lead', operation: 'insert' }, 'LastName,Company,Title\nAda,X,T\n,X,\n');
    expect((await api('GET', `/jobs/ingest/${id}`)).body).toMatchObject({
      state: 'JobComplete',
      numberRecordsProcessed: 2,
      numberRecordsFailed: 1,
    });
    expect((await text(`/jobs/ingest/${id}/successfulResults`)).text).toMatch(
      /^"sf__Id","sf__Created","LastName","Company","Title"\n"00Q\w{15}","true","Ada","X","T"\n$/,
    );
    expect((await text(`/jobs/ingest/${id}/failedResults`)).text).toContain(
      'REQUIRED_FIELD_MISSING:Required fields are missing: [LastName]:LastName --',
    );
    expect(writes()).toHaveLength(1);
  });

  test('a blank cell leaves a field alone, #N/A empties it', async () => {
    const id = await made('Lead', { LastName: 'A', Company: 'X', Title: 'T', Phone: '1' });
    await job({ object: 'Lead', operation: 'update' }, `Id,Title,Phone\n${id},,#N/A\n`);
    expect(await read(id, 'Title, Phone')).toMatchObject({ Title: 'T', Phone: null });
  });

  test('query results come in pages whose last locator is the word null', async () => {
    await many(
      'POST',
      '/composite/sobjects',
      ['a', 'b', 'c'].map((LastName) => ({ LastName, Company: 'X' })),
    );
    const { id } = (
      await api('POST', '/jobs/query', { operation: 'query', query: 'SELECT LastName, SystemModstamp FROM Lead' })
    ).body as { id: string };
    const first = await text(`/jobs/query/${id}/results?maxRecords=2`);
    const second = await text(`/jobs/query/${id}/results?maxRecords=2&locator=${first.locator ?? ''}`);
    expect([first.type, second.locator]).toEqual(['text/csv', 'null']);
    const names = [first, second]
      .flatMap((page) => page.text.trim().split('\n').slice(1))
      .map((line) => line.slice(0, 3));
    expect(names.toSorted()).toEqual(['"a"', '"b"', '"c"']);
    expect(first.text).toContain('"2026-01-05T08:00:00.000Z"');
  });
});

test('person accounts: the contact half follows the account and takes no writes of its own', async () => {
  org.settings({ personAccounts: true });
  const account = await made('Account', { LastName: 'Ada', PersonEmail: 'a@x.org' });
  const [contact] = (
    await conn.query<{ Id: string; IsPersonAccount: boolean; Email: string }>(
      'SELECT Id, IsPersonAccount, Email FROM Contact',
    )
  ).records;
  expect(contact).toMatchObject({ IsPersonAccount: true, Email: 'a@x.org' });
  await conn.sobject('Account').update({ Id: account, PersonEmail: 'b@x.org' });
  expect(await read(contact?.Id ?? '', 'Email', 'Contact')).toMatchObject({ Email: 'b@x.org' });
  expect(await codeOf(conn.sobject('Contact').update({ Id: contact?.Id ?? '', Title: 'T' }))).toBe(
    'INVALID_PERSON_ACCOUNT_OPERATION',
  );
});

test('what was saved is there again after a load, and ids go on from there', async () => {
  const id = await made('Lead', { LastName: 'A', Company: 'X' });
  const state = JSON.parse(JSON.stringify([...org.saveParts()])) as unknown[];
  org.reset();
  org.loadParts(state);
  expect(await read(id, 'LastName')).toMatchObject({ LastName: 'A' });
  expect(await made('Lead', { LastName: 'B', Company: 'X' })).not.toBe(id);
});
