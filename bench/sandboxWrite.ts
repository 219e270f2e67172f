import { parse } from 'csv-parse/sync';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Canned } from './cannedServer.js';
import { canned, medians, post, sandbox, tellShare } from './sandboxProcess.js';

/** How near comes the sandbox to a server that answers without writing? 20,000 rows by Bulk 2.0 upsert, and by 100 collections calls; each at least 0.25 of the rows a second. */
const ROWS = 20_000;
const BATCH = 200;
const LEAST = 0.25;
const BASE = '/services/data/v62.0';

let round = 0;
const row = (n: number) => ({
  LastName: `Tester ${n}`,
  Company: 'X',
  Email: `t${n}@example.com`,
  Phone: '+1 555',
  Ext__c: `${round}-${n}`,
});

async function call(
  port: number,
  method: string,
  url: string,
  body?: string,
  type = 'application/json',
): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}${BASE}${url}`, {
    method,
    headers: { authorization: 'Bearer bench', 'content-type': type },
    ...(body === undefined ? {} : { body }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${text}`);
  return text;
}

async function bulk(port: number): Promise<void> {
  round += 1;
  const { id } = JSON.parse(
    await call(
      port,
      'POST',
      '/jobs/ingest',
      JSON.stringify({ object: 'Lead', operation: 'upsert', externalIdFieldName: 'Ext__c' }),
    ),
  ) as { id: string };
  const names = Object.keys(row(0));
  const lines = Array.from({ length: ROWS }, (_one, n) => Object.values(row(n)).join());
  await call(port, 'PUT', `/jobs/ingest/${id}/batches`, `${names.join()}\n${lines.join('\n')}\n`, 'text/csv');
  await call(port, 'PATCH', `/jobs/ingest/${id}`, JSON.stringify({ state: 'UploadComplete' }));
  for (;;)
    if ((JSON.parse(await call(port, 'GET', `/jobs/ingest/${id}`)) as { state: string }).state === 'JobComplete') break;
  const results = await call(port, 'GET', `/jobs/ingest/${id}/successfulResults`);
  // What a client has to do: results come in any order, so every row is looked at.
  const written = new Set((parse(results, { columns: true }) as Record<string, string>[]).map((one) => one['Ext__c']));
  if (written.size < ROWS) throw new Error(`${written.size} of ${ROWS} rows written`);
}

async function collections(port: number): Promise<void> {
  round += 1;
  for (let at = 0; at < ROWS; at += BATCH) {
    const records = Array.from({ length: BATCH }, (_one, n) => ({ attributes: { type: 'Lead' }, ...row(at + n) }));
    const results = JSON.parse(
      await call(port, 'PATCH', '/composite/sobjects/Lead/Ext__c', JSON.stringify({ records })),
    ) as { success: boolean }[];
    if (!results.every(({ success }) => success)) throw new Error('not all rows written');
  }
}

/** The answers of a finished job and of a call's 200 rows, by heart. */
function answers(): Record<string, Canned> {
  const json = (body: unknown, status = 200): Canned => ({
    status,
    type: 'application/json;charset=UTF-8',
    body: JSON.stringify(body),
  });
  const id = '750dL0000000001AAA';
  const job = `${BASE}/jobs/ingest/${id}`;
  const csv = Array.from(
    { length: ROWS },
    (_one, n) =>
      `"00QdL000000001AAAA","true",${Object.values(row(n))
        .map((value) => `"${value}"`)
        .join()}\n`,
  );
  const result = { id: '00QdL000000001AAAA', success: true, errors: [], created: true };
  return {
    [`POST ${BASE}/jobs/ingest`]: json({ id, state: 'Open' }),
    [`PUT ${job}/batches`]: { status: 201, type: 'text/plain', body: '' },
    [`PATCH ${job}`]: json({ id, state: 'UploadComplete' }),
    [`GET ${job}`]: json({ id, state: 'JobComplete', numberRecordsProcessed: ROWS }),
    [`GET ${job}/successfulResults`]: {
      status: 200,
      type: 'text/csv',
      body: `"sf__Id","sf__Created","LastName","Company","Email","Phone","Ext__c"\n${csv.join('')}`,
    },
    [`PATCH ${BASE}/composite/sobjects/Lead/Ext__c`]: json(Array.from({ length: BATCH }, () => result)),
  };
}

async function main(): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'sandbox-write-'));
  const org = await sandbox();
  try {
    const file = path.join(folder, 'answers.json');
    await writeFile(file, JSON.stringify(answers()));
    const ready = await canned(file);
    try {
      await post(`http://127.0.0.1:${org.ready.control}/salesforce/org`, {
        customFields: [{ object: 'Lead', name: 'Ext__c', type: 'string', length: 30, externalId: true, unique: true }],
      });
      for (const [name, run] of [
        ['bulk', bulk],
        ['collections', collections],
      ] as const) {
        await run(ready.ready.port);
        await run(org.ready.salesforce);
        const [known = 0, written = 0] = await medians(5, [
          () => run(ready.ready.port),
          () => run(org.ready.salesforce),
        ]);
        tellShare({ by: name, rows: ROWS }, { canned: known }, written, LEAST);
      }
    } finally {
      await ready.stop();
    }
  } finally {
    await org.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

void main();
