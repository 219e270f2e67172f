import { Connection } from 'jsforce';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Canned } from './cannedServer.js';
import { canned, medians, post, sandbox, tellShare } from './sandboxProcess.js';

/** How near comes the sandbox to a server that has every byte ready? 100,000 Contacts × 15 fields by a jsforce queryMore loop; at least 0.6 of the records a second. */
const CONTACTS = Number(process.argv[2] ?? 100_000);
const LEAST = 0.6;
const SOQL =
  'SELECT Id, FirstName, LastName, Name, Email, Phone, Title, MailingStreet, MailingCity, MailingState, MailingPostalCode, MailingCountry, HasOptedOutOfEmail, CreatedDate, SystemModstamp FROM Contact';

async function loop(port: number): Promise<void> {
  const conn = new Connection({ instanceUrl: `http://127.0.0.1:${port}`, accessToken: 'bench', version: '62.0' });
  let page = await conn.query(SOQL);
  let count = page.records.length;
  while (!page.done) {
    page = await conn.queryMore(page.nextRecordsUrl ?? '');
    count += page.records.length;
  }
  if (count !== CONTACTS) throw new Error(`${count} of ${CONTACTS} records`);
}

/** Every page of one reading, as it came. */
async function recorded(port: number): Promise<Record<string, Canned>> {
  const answers: Record<string, Canned> = {};
  const probe = new Connection({ instanceUrl: `http://127.0.0.1:${port}`, accessToken: 'bench', version: '62.0' });
  let url: string | undefined = `/services/data/v62.0/query?q=${encodeURIComponent(SOQL)}`;
  for (let at = 0; url !== undefined; at += 1) {
    const answer: Response = await fetch(`${probe.instanceUrl}${url}`, { headers: { authorization: 'Bearer bench' } });
    const body = await answer.text();
    // jsforce writes the query string its own way: the first page is whatever is not known by name.
    answers[at === 0 ? 'GET *' : `GET ${url}`] = { status: 200, type: 'application/json;charset=UTF-8', body };
    url = (JSON.parse(body) as { nextRecordsUrl?: string }).nextRecordsUrl;
  }
  return answers;
}

async function main(): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'sandbox-read-'));
  const org = await sandbox();
  try {
    await post(`http://127.0.0.1:${org.ready.control}/seed`, { contacts: CONTACTS, seed: 1 });
    const file = path.join(folder, 'pages.json');
    await writeFile(file, JSON.stringify(await recorded(org.ready.salesforce)));
    const ready = await canned(file);
    try {
      await loop(ready.ready.port);
      await loop(org.ready.salesforce);
      const [preRendered = 0, served = 0] = await medians(5, [
        () => loop(ready.ready.port),
        () => loop(org.ready.salesforce),
      ]);
      tellShare({ contacts: CONTACTS }, { preRendered }, served, LEAST);
    } finally {
      await ready.stop();
    }
  } finally {
    await org.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

void main();
