import { Connection } from 'jsforce';

/** What the worker selects of a Contact in a main list without rules of its own: the same records, the same columns. */
const COLUMNS = [
  'Id',
  'IsDeleted',
  'MasterRecordId',
  'CreatedDate',
  'SystemModstamp',
  'Email',
  'HasOptedOutOfEmail',
  'FirstName',
  'LastName',
  'Phone',
];

/** The least anybody would do: read the same contacts by query and queryMore, and count them. Prints `{records, cpuMs}`: the loop alone, not the process's start. */
async function main(instanceUrl: string): Promise<void> {
  const org = new Connection({ instanceUrl, accessToken: 'bench-plain-loop', version: '62.0' });
  const before = process.cpuUsage();
  let page = await org.query(`SELECT ${COLUMNS.join(', ')} FROM Contact`);
  let records = page.records.length;
  while (!page.done && page.nextRecordsUrl) {
    page = await org.queryMore(page.nextRecordsUrl);
    records += page.records.length;
  }
  const { user, system } = process.cpuUsage(before);
  process.stdout.write(`${JSON.stringify({ records, cpuMs: (user + system) / 1_000 })}\n`);
}

void main(process.argv[2] ?? '').catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});
