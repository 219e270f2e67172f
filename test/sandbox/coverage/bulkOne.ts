import { expect } from '@jest/globals';
import { tag, type Bench, type Checks } from './bench.js';

const NS = 'xmlns="http://www.force.com/2009/06/asyncapi/dataload"';
const ask = (
  b: Bench,
  method: string,
  path: string,
  body?: string,
  type = 'application/xml',
  headers: Record<string, string> = {},
) =>
  b.call(method, `/services/async/62.0${path}`, body, {
    'x-sfdc-session': 'sync',
    authorization: '',
    'content-type': type,
    ...headers,
  });

async function xmlJob(
  b: Bench,
  operation: string,
  contentType: string,
  headers: Record<string, string> = {},
): Promise<string> {
  const { text, status } = await ask(
    b,
    'POST',
    '/job',
    `<?xml version="1.0"?><jobInfo ${NS}><operation>${operation}</operation><object>Lead</object><contentType>${contentType}</contentType></jobInfo>`,
    'application/xml',
    headers,
  );
  expect([status, tag(text, 'state'), tag(text, 'contentType')]).toEqual([201, ['Open'], [contentType]]);
  return tag(text, 'id')[0] ?? '';
}
const batch = async (b: Bench, job: string, body: string, type: string): Promise<string> => {
  const { text, status, body: json } = await ask(b, 'POST', `/job/${job}/batch`, body, type);
  expect(status).toBe(201);
  return json?.id ?? tag(text, 'id')[0];
};

export const BULK_ONE: Checks = {
  'bulk1.csv': async (b) => {
    const job = await xmlJob(b, 'insert', 'CSV');
    const id = await batch(b, job, 'LastName,Company,Email\nA,X,\nB,X,nope\n', 'text/csv');
    const state = (await ask(b, 'GET', `/job/${job}/batch/${id}`)).text;
    expect([tag(state, 'state'), tag(state, 'numberRecordsProcessed'), tag(state, 'numberRecordsFailed')]).toEqual([
      ['Completed'],
      ['2'],
      ['1'],
    ]);
    const lines = (await ask(b, 'GET', `/job/${job}/batch/${id}/result`)).text.trim().split('\n');
    expect(lines).toEqual([
      '"Id","Success","Created","Error"',
      expect.stringMatching(/^"00Q\w{15}","true","true",""$/),
      '"","false","false","INVALID_EMAIL_ADDRESS:Email: invalid email address: nope:Email --"',
    ]);
    const closed = (await ask(b, 'POST', `/job/${job}`, `<jobInfo ${NS}><state>Closed</state></jobInfo>`)).text;
    expect([tag(closed, 'state'), tag(closed, 'numberBatchesCompleted')]).toEqual([['Closed'], ['1']]);
    expect(tag((await ask(b, 'POST', `/job/${job}/batch`, 'x', 'text/csv')).text, 'exceptionCode')).toEqual([
      'InvalidJobState',
    ]);
  },
  'bulk1.xml': async (b) => {
    const job = await xmlJob(b, 'insert', 'XML');
    const id = await batch(
      b,
      job,
      `<sObjects ${NS} xmlns:xsi="x"><sObject><LastName>A &amp; B</LastName><Company>X</Company><Title xsi:nil="true"/></sObject><sObject><Company>X</Company></sObject></sObjects>`,
      'application/xml',
    );
    const { text } = await ask(b, 'GET', `/job/${job}/batch/${id}/result`);
    expect([tag(text, 'success'), tag(text, 'statusCode')]).toEqual([['true', 'false'], ['REQUIRED_FIELD_MISSING']]);
    expect(await b.query('SELECT LastName FROM Lead')).toMatchObject([{ LastName: 'A & B' }]);
    const bad = await batch(b, job, `<!DOCTYPE a><sObjects ${NS}/>`, 'application/xml');
    expect(tag((await ask(b, 'GET', `/job/${job}/batch/${bad}`)).text, 'stateMessage')[0]).toContain(
      'DOCTYPE is not allowed',
    );
  },
  'bulk1.json': async (b) => {
    const json = 'application/json';
    const lead = await b.create('Lead', { LastName: 'A', Company: 'X', Title: 'T' });
    const made = await ask(
      b,
      'POST',
      '/job',
      JSON.stringify({ operation: 'update', object: 'Lead', contentType: 'JSON' }),
      json,
    );
    expect(made.body).toMatchObject({ state: 'Open', contentType: 'JSON', numberBatchesTotal: 0 });
    const id = await batch(
      b,
      made.body.id,
      JSON.stringify([
        { Id: lead, Title: null },
        { Id: '00Q000000000000', Title: 'x' },
      ]),
      json,
    );
    expect((await ask(b, 'GET', `/job/${made.body.id}/batch`, undefined, json)).body.batchInfo).toMatchObject([
      { id, state: 'Completed' },
    ]);
    expect((await ask(b, 'GET', `/job/${made.body.id}/batch/${id}/result`, undefined, json)).body).toMatchObject([
      { success: true, created: false, id: lead },
      { success: false, errors: [{ statusCode: 'INVALID_CROSS_REFERENCE_KEY' }] },
    ]);
    expect(await b.read('Lead', lead, 'Title')).toMatchObject({ Title: null });
  },
  'bulk1.query': async (b) => {
    for (const LastName of ['a', 'b']) await b.create('Lead', { LastName, Company: 'X' });
    const job = await xmlJob(b, 'query', 'CSV');
    const id = await batch(b, job, 'SELECT LastName FROM Lead ORDER BY LastName', 'text/csv');
    const [file = ''] = tag((await ask(b, 'GET', `/job/${job}/batch/${id}/result`)).text, 'result');
    expect((await ask(b, 'GET', `/job/${job}/batch/${id}/result/${file}`)).text).toBe('"LastName"\n"a"\n"b"\n');
    const xml = await xmlJob(b, 'query', 'XML');
    const second = await batch(b, xml, 'SELECT LastName, Title FROM Lead ORDER BY LastName', 'application/xml');
    const [name = ''] = tag((await ask(b, 'GET', `/job/${xml}/batch/${second}/result`)).text, 'result');
    expect(tag((await ask(b, 'GET', `/job/${xml}/batch/${second}/result/${name}`)).text, 'LastName')).toEqual([
      'a',
      'b',
    ]);
  },
  'bulk1.chunks': async (b) => {
    for (const LastName of ['a', 'b', 'c']) await b.create('Lead', { LastName, Company: 'X' });
    const job = await xmlJob(b, 'query', 'CSV', { 'sforce-enable-pkchunking': 'chunkSize=2' });
    await batch(b, job, 'SELECT LastName FROM Lead', 'text/csv');
    const { text } = await ask(b, 'GET', `/job/${job}/batch`);
    expect([tag(text, 'state'), tag(text, 'numberRecordsProcessed')]).toEqual([
      ['NotProcessed', 'Completed', 'Completed'],
      ['0', '2', '1'],
    ]);
  },
  'bulk1.errors': async (b) => {
    const expired = await ask(b, 'GET', '/job/750000000000001', undefined, 'application/xml', {
      'x-sfdc-session': 'bad',
    });
    expect([expired.status, tag(expired.text, 'exceptionCode')]).toEqual([400, ['InvalidSessionId']]);
    const json = await ask(b, 'POST', '/job', '{"object":"Nope"}', 'application/json');
    expect([json.status, json.body.exceptionCode]).toEqual([400, 'InvalidEntity']);
    expect(tag((await ask(b, 'POST', '/job', '<jobInfo', 'application/xml')).text, 'exceptionCode')).toEqual([
      'InvalidJob',
    ]);
    expect((await ask(b, 'PUT', '/job')).status).toBe(405);
  },
};
