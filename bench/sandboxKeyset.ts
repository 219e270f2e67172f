import { readFileSync } from 'node:fs';
import { median, post, sandbox } from './sandboxProcess.js';

/** Does a page among a million cost more than one among ten thousand, and what memory does a million take? At most three times the time, at most 3 GB. */
const FEW = 10_000;
const MANY = Number(process.argv[2] ?? 1_000_000);
const MOST_TIMES = 3;
const MOST_BYTES = 3 * 1024 ** 3;

const QUERIES: Readonly<Record<string, (stamp: string, id: string) => string>> = {
  stamp: (stamp, id) =>
    `SELECT Id, LastName, SystemModstamp FROM Contact WHERE (SystemModstamp = ${stamp} AND Id > '${id}') OR SystemModstamp > ${stamp} ORDER BY SystemModstamp, Id LIMIT 200`,
  id: (_stamp, id) => `SELECT Id, LastName FROM Contact WHERE Id > '${id}' ORDER BY Id LIMIT 200`,
  email: () => "SELECT Id FROM Contact WHERE Email = 'nobody@example.com'",
};

interface Row {
  readonly Id: string;
  readonly SystemModstamp: string;
}

async function pages(port: number): Promise<Record<string, number>> {
  const ask = async (soql: string): Promise<readonly Row[]> => {
    const answer = await fetch(`http://127.0.0.1:${port}/services/data/v62.0/query?q=${encodeURIComponent(soql)}`, {
      headers: { authorization: 'Bearer bench' },
    });
    return ((await answer.json()) as { records: readonly Row[] }).records;
  };
  const first = await ask('SELECT Id, SystemModstamp FROM Contact ORDER BY SystemModstamp, Id LIMIT 2000');
  const middle = first.at(-1);
  if (middle === undefined) throw new Error('no contacts');
  const times: Record<string, number> = {};
  for (const [name, soql] of Object.entries(QUERIES)) {
    const asked = soql(middle.SystemModstamp.replace('+0000', 'Z'), middle.Id);
    for (let at = 0; at < 20; at += 1) await ask(asked);
    times[name] = await median(50, async () => {
      await ask(asked);
    });
  }
  return times;
}

const memory = (pid: number): number =>
  Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;

async function measured(contacts: number): Promise<{ readonly times: Record<string, number>; readonly bytes: number }> {
  const org = await sandbox();
  try {
    const begun = performance.now();
    await post(`http://127.0.0.1:${org.ready.control}/seed`, { contacts, seed: 1 });
    process.stderr.write(`${contacts} seeded in ${Math.round(performance.now() - begun)} ms\n`);
    return { times: await pages(org.ready.salesforce), bytes: memory(org.pid) };
  } finally {
    await org.stop();
  }
}

async function main(): Promise<void> {
  const few = await measured(FEW);
  const many = await measured(MANY);
  for (const name of Object.keys(QUERIES)) {
    const ratio = (many.times[name] ?? 0) / (few.times[name] ?? 1);
    process.stdout.write(
      `${JSON.stringify({ keyset: name, fewMs: Number((few.times[name] ?? 0).toFixed(2)), manyMs: Number((many.times[name] ?? 0).toFixed(2)), times: Number(ratio.toFixed(2)), most: MOST_TIMES })}\n`,
    );
    if (ratio > MOST_TIMES) process.exitCode = 1;
  }
  process.stdout.write(
    `${JSON.stringify({ records: MANY, peakMB: Math.round(many.bytes / 1024 ** 2), mostMB: 3072 })}\n`,
  );
  if (many.bytes > MOST_BYTES) process.exitCode = 1;
}

void main();
