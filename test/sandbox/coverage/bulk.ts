import { expect } from '@jest/globals';
import { SECOND, type Bench, type Checks } from './bench.js';

const EXT = {
  customFields: [
    { object: 'Lead', name: 'Ext__c', type: 'string', length: 20, externalId: true, unique: true },
    { object: 'Account', name: 'Key__c', type: 'string', externalId: true },
  ],
};
const LINES = (count: number) =>
  `Ext__c,LastName,Company\n${Array.from({ length: count }, (_one, n) => `e${n},L${n},X`).join('\n')}\n`;

async function ingest(b: Bench, csv: string, job: object = {}): Promise<string> {
  const { body } = await b.rest('POST', '/jobs/ingest', {
    object: 'Lead',
    operation: 'upsert',
    externalIdFieldName: 'Ext__c',
    ...job,
  });
  await b.rest('PUT', `/jobs/ingest/${body.id}/batches`, csv, { headers: { 'content-type': 'text/csv' } });
  await b.rest('PATCH', `/jobs/ingest/${body.id}`, { state: 'UploadComplete' });
  return body.id;
}
const info = async (b: Bench, id: string) => (await b.rest('GET', `/jobs/ingest/${id}`)).body;
const rows = async (b: Bench, id: string, kind: string) =>
  (await b.rest('GET', `/jobs/ingest/${id}/${kind}`)).text.trim().split('\n');

export const BULK: Checks = {
  'bulk2.ingest': async (b) => {
    b.settings(EXT);
    const made = (await b.rest('POST', '/jobs/ingest', { object: 'Lead', operation: 'insert' })).body;
    expect(made).toMatchObject({
      state: 'Open',
      contentType: 'CSV',
      concurrencyMode: 'Parallel',
      apiVersion: 62,
      jobType: 'V2Ingest',
      contentUrl: `services/data/v62.0/jobs/ingest/${made.id}/batches`,
    });
    const id = await ingest(b, 'Ext__c,LastName,Company,Email\ne1,"A, ""B""",X,\ne2,B,X,nope\n');
    expect(await info(b, id)).toMatchObject({
      state: 'JobComplete',
      numberRecordsProcessed: 2,
      numberRecordsFailed: 1,
    });
    expect(await rows(b, id, 'failedResults')).toEqual([
      '"sf__Id","sf__Error","Ext__c","LastName","Company","Email"',
      '"","INVALID_EMAIL_ADDRESS:Email: invalid email address: nope:Email --","e2","B","X","nope"',
    ]);
    expect((await rows(b, id, 'successfulresults'))[1]).toMatch(/^"00Q\w{15}","true","e1","A, ""B""","X",""$/);
    const again = await ingest(b, 'Ext__c,LastName,Company\ne1,#N/A,Y\n');
    expect((await rows(b, again, 'failedResults'))[1]).toContain('REQUIRED_FIELD_MISSING');
  },
  'bulk2.states': async (b) => {
    b.settings({ ...EXT, bulkBatchMs: 10 * SECOND });
    const id = await ingest(b, LINES(25_000));
    const seen = [];
    for (let at = 0; at < 7; at += 1) {
      const { state, numberRecordsProcessed } = await info(b, id);
      seen.push([state, numberRecordsProcessed, await b.count('Lead')]);
      b.advance(5 * SECOND);
    }
    expect(seen).toEqual([
      ['UploadComplete', 0, 0],
      ['InProgress', 0, 0],
      ['InProgress', 10_000, 10_000],
      ['InProgress', 10_000, 10_000],
      ['InProgress', 20_000, 20_000],
      ['InProgress', 20_000, 20_000],
      ['JobComplete', 25_000, 25_000],
    ]);
  },
  'bulk2.abort': async (b) => {
    b.settings({ ...EXT, bulkBatchMs: 10 * SECOND });
    const id = await ingest(b, LINES(12_000));
    b.advance(10 * SECOND);
    expect((await info(b, id)).numberRecordsProcessed).toBe(10_000);
    expect((await b.rest('PATCH', `/jobs/ingest/${id}`, { state: 'Aborted' })).body.state).toBe('Aborted');
    b.advance(100 * SECOND);
    expect([await b.count('Lead'), (await rows(b, id, 'unprocessedrecords')).length]).toEqual([10_000, 2001]);
    expect([
      (await b.rest('DELETE', `/jobs/ingest/${id}`)).status,
      (await b.rest('GET', `/jobs/ingest/${id}`)).status,
    ]).toEqual([204, 404]);
  },
  'bulk2.failed': async (b) => {
    b.settings({ ...EXT, bulkFailAfter: 3 });
    const id = await ingest(b, LINES(5));
    expect(await info(b, id)).toMatchObject({
      state: 'Failed',
      numberRecordsProcessed: 3,
      retries: 20,
      errorMessage: expect.stringContaining('TooManyLockFailure'),
    });
    expect([(await rows(b, id, 'successfulResults')).length, await rows(b, id, 'unprocessedRecords')]).toEqual([
      4,
      ['"Ext__c","LastName","Company"', '"e3","L3","X"', '"e4","L4","X"'],
    ]);
  },
  'bulk2.multipart': async (b) => {
    const part = (name: string, type: string, body: string) =>
      `--B\r\nContent-Type: ${type}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${body}\r\n`;
    const body = `${part('job', 'application/json', JSON.stringify({ object: 'Lead', operation: 'insert' }))}${part('content', 'text/csv', 'LastName,Company\nA,X\n')}--B--`;
    const made = await b.rest('POST', '/jobs/ingest', body, {
      headers: { 'content-type': 'multipart/form-data; boundary=B' },
    });
    expect([made.status, made.body.state, (await info(b, made.body.id)).state, await b.count('Lead')]).toEqual([
      200,
      'UploadComplete',
      'JobComplete',
      1,
    ]);
  },
  'bulk2.delete': async (b) => {
    b.settings({ users: [{ username: 'weak', permissions: { bulkApiHardDelete: false } }] });
    const ids = [
      await b.create('Lead', { LastName: 'A', Company: 'X' }),
      await b.create('Lead', { LastName: 'B', Company: 'X' }),
    ];
    await ingest(b, `Id\n${ids[0]}\n`, { operation: 'delete' });
    await ingest(b, `Id\n${ids[1]}\n`, { operation: 'hardDelete' });
    expect((await b.queryAll('SELECT Id, IsDeleted FROM Lead')).map((one: any) => [one.Id, one.IsDeleted])).toEqual([
      [ids[0], true],
    ]);
    const refused = await b.rest('POST', '/jobs/ingest', { object: 'Lead', operation: 'hardDelete' }, { as: 'weak' });
    expect([refused.status, refused.body[0].errorCode]).toEqual([400, 'FEATURENOTENABLED']);
  },
  'bulk2.order': async (b) => {
    b.settings(EXT);
    const id = await ingest(b, LINES(300));
    const sent = LINES(300)
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',')[0]);
    const order = (await rows(b, id, 'successfulResults'))
      .slice(1)
      .map((line) => line.split(',')[2]?.replaceAll('"', ''));
    expect(order).not.toEqual(sent);
    expect(order.toSorted()).toEqual(sent.toSorted());
  },
  'bulk2.badCsv': async (b) => {
    b.settings(EXT);
    const told = async (csv: string, job: object = {}) => {
      const { state, errorMessage } = await info(b, await ingest(b, csv, job));
      return [state, errorMessage];
    };
    expect(await told('Ext__c,LastName\n"open,A\n')).toEqual(['Failed', 'InvalidBatch : Failed to parse CSV']);
    expect(await told('Ext__c,Nope\na,b\n')).toEqual(['Failed', 'InvalidBatch : Field name not found : Nope']);
    expect(await told('Ext__c,LastName\na,b,c\n')).toEqual(['Failed', 'InvalidBatch : Failed to parse CSV']);
    expect(await told('Ext__c,LastName\na,b\0\n')).toEqual([
      'Failed',
      'InvalidBatch : Failed to parse CSV: a NUL character',
    ]);
    expect(await told('Ext__c,LastName\r\na,b\r\n')).toEqual([
      'Failed',
      'ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is LF',
    ]);
    expect(await told(`Ext__c,Description\na,${'d'.repeat(32_001)}\n`)).toEqual([
      'Failed',
      'InvalidBatch : Field value has more than 32000 characters',
    ]);
    expect(
      await told('Ext__c;LastName;Company\r\na;b;X\r\n', { columnDelimiter: 'SEMICOLON', lineEnding: 'CRLF' }),
    ).toEqual(['JobComplete', undefined]);
    expect(await b.count('Lead')).toBe(1);
  },
  'bulk2.parents': async (b) => {
    b.settings(EXT);
    await b.create('Account', { Name: 'Acme', Key__c: 'K' });
    await ingest(b, 'LastName,Account.Key__c\nA,K\n', { object: 'Contact', operation: 'insert' });
    expect(await b.query('SELECT Account.Name FROM Contact')).toMatchObject([{ Account: { Name: 'Acme' } }]);
  },
  'bulk2.query': async (b) => {
    for (const LastName of ['a', 'b', 'c']) await b.create('Lead', { LastName, Company: 'X' });
    const { body } = await b.rest('POST', '/jobs/query', {
      operation: 'query',
      query: 'SELECT LastName, Owner.Name, CreatedDate FROM Lead',
    });
    const page = async (at: string) => {
      const answer = await b.rest('GET', `/jobs/query/${body.id}/results?maxRecords=2${at}`);
      return {
        next: answer.headers.get('sforce-locator'),
        count: answer.headers.get('sforce-numberofrecords'),
        type: answer.headers.get('content-type'),
        lines: answer.text.trim().split('\n'),
      };
    };
    const first = await page('');
    const second = await page(`&locator=${first.next}`);
    expect([first.count, first.type, second.next, second.count]).toEqual(['2', 'text/csv', 'null', '1']);
    expect([first.lines[0], second.lines[0]]).toEqual([
      '"LastName","Owner.Name","CreatedDate"',
      '"LastName","Owner.Name","CreatedDate"',
    ]);
    expect([...first.lines.slice(1), ...second.lines.slice(1)].toSorted()).toEqual(
      ['a', 'b', 'c'].map((name) => `"${name}","sync","2026-01-05T08:00:00.000Z"`),
    );
    expect((await b.rest('GET', `/jobs/query/${body.id}/results?locator=xx`)).status).toBe(400);
    expect((await b.rest('GET', '/limits')).body.DailyBulkV2QueryJobs).toEqual({ Max: 10_000, Remaining: 9_999 });
  },
  'bulk2.queryRefusals': async (b) => {
    const told = async (query: string) => {
      const { status, body } = await b.rest('POST', '/jobs/query', { operation: 'query', query });
      return [status, body[0]?.errorCode, body[0]?.message.split('\n').at(-1)];
    };
    expect(await told('SELECT COUNT(Id) FROM Lead')).toEqual([
      400,
      'API_ERROR',
      'Aggregate Relationships not supported in Bulk Query',
    ]);
    expect(await told('SELECT Id, (SELECT Id FROM Contacts) FROM Account')).toEqual([
      400,
      'API_ERROR',
      'Nested Relationships not supported in Bulk Query',
    ]);
    expect(await told('SELECT Address FROM Lead')).toEqual([
      400,
      'API_ERROR',
      'Selecting compound data not supported in Bulk Query',
    ]);
    expect(await told('SELECT Id FROM Lead OFFSET 2')).toEqual([
      400,
      'API_ERROR',
      'OFFSET not supported in Bulk Query',
    ]);
    expect((await told('SELECT Nope FROM Lead')).slice(0, 2)).toEqual([400, 'INVALID_FIELD']);
  },
};
