import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readFile, writeFile } from 'node:fs/promises';
import { sfVisit, type SfVisit } from './support/sfVisit.js';
import type { Visit } from './support/visit.js';

let visited: SfVisit;
let at: Visit;
beforeAll(async () => {
  visited = await sfVisit('bulk');
  at = visited.at;
}, 300_000);
afterAll(() => at.end());

const asAnna = (...args: readonly string[]) => visited.asAnna(...args);
const lead = async (where: string, fields = 'Id, LastName, Company, Email, IsDeleted') =>
  (await at.org.witness.rows(`SELECT ${fields} FROM Lead WHERE ${where}`))[0];

test('upserts a file in bulk: rows are created, then updated, and a bad one is given back with its reason', async () => {
  const upsert = ['--sobject', 'Lead', '--external-id', 'Ext__c', '--wait', '5'];
  await writeFile(visited.file('first.csv'), 'Ext__c,LastName,Company\nx1,"Ann, ""A""",Acme\nx2,Bob,Acme\n');
  await asAnna('data', 'upsert', 'bulk', ...upsert, '--file', visited.file('first.csv'));
  at.agree((await lead("Ext__c = 'x1'"))?.['LastName'], 'Ann, "A"');
  await writeFile(
    visited.file('second.csv'),
    'Ext__c,LastName,Company\nx2,Bobby,#N/A\nx3,Cid,Initech\nx4,,Initech\nx1,,\n',
  );
  const { jobId } = (await visited.refused('data', 'upsert', 'bulk', ...upsert, '--file', visited.file('second.csv')))
    .data;
  const results = await asAnna('data', 'bulk', 'results', '--job-id', jobId);
  at.agree([results.processedRecords, results.successfulRecords, results.failedRecords], [4, 2, 2]);
  const failed = (await readFile(visited.file(results.failedFilePath), 'utf8')).trim().split('\n').slice(1).toSorted();
  at.agree(failed, [
    expect.stringMatching(/"REQUIRED_FIELD_MISSING:.*:Company --","x2","Bobby","#N\/A"/),
    expect.stringMatching(/"REQUIRED_FIELD_MISSING:.*:LastName --","x4","","Initech"/),
  ]);
  const rows = await at.org.witness.rows(
    'SELECT Ext__c, LastName, Company FROM Lead WHERE Ext__c != null ORDER BY Ext__c',
  );
  at.agree(rows, [
    { Ext__c: 'x1', LastName: 'Ann, "A"', Company: 'Acme' },
    { Ext__c: 'x2', LastName: 'Bob', Company: 'Acme' },
    { Ext__c: 'x3', LastName: 'Cid', Company: 'Initech' },
  ]);
});

test('imports and exports a file in bulk', async () => {
  const rows = Array.from({ length: 300 }, (_unused, n) => `Import ${n},Bulk & Co`);
  await writeFile(visited.file('import.csv'), `LastName,Company\n${rows.join('\n')}\n`);
  const { processedRecords, failedRecords } = await asAnna(
    'data',
    'import',
    'bulk',
    '-s',
    'Lead',
    '-f',
    visited.file('import.csv'),
    '-w',
    '5',
  );
  at.agree([processedRecords, failedRecords], [300, 0]);
  const where = "Company = 'Bulk & Co'";
  const held = await at.org.witness.rows(`SELECT Id, LastName, Company, CreatedDate FROM Lead WHERE ${where}`);
  const soql = `SELECT Id, LastName, Company, CreatedDate FROM Lead WHERE ${where}`;
  const { totalSize } = await asAnna(
    'data',
    'export',
    'bulk',
    '-q',
    soql,
    '-w',
    '5',
    '-r',
    'json',
    '--output-file',
    visited.file('out.json'),
  );
  at.agree(totalSize, 300);
  const exported = JSON.parse(await readFile(visited.file('out.json'), 'utf8')) as { Id: string }[];
  at.agree(byId(exported), byId(held.map((row) => ({ ...row, CreatedDate: zulu(row['CreatedDate']) }))));
});

const byId = (rows: readonly { readonly [name: string]: unknown }[]) =>
  rows.toSorted((a, b) => String(a['Id']).localeCompare(String(b['Id'])));
/** REST writes `+0000` where bulk results have `Z`. */
const zulu = (stamp: unknown) => String(stamp).replace('+0000', 'Z');
