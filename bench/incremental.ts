import { Connection } from 'jsforce';
import { makePerson } from '../sandbox/control/makePeople.js';
import { inHome, spent, type Home } from './home.js';
import { call } from './outside.js';
import { padLinks, ruleKeys, type LinkedPair } from './padLinks.js';

/**
 * How dear is a run of a few changes when very many people are linked? `npm run bench:incremental -- [LINKS]` (default 1000000): 1,000 contacts changed, a run,
 * and that some times over, first with 10,000 links, then in the same home with so many more of them, on both sides and in step. A run may take three times as long.
 * The sandbox keeps two million records in 6 GB: `NODE_OPTIONS=--max-old-space-size=12000`.
 */
const FEW = 10_000;
const CHANGES = 1_000;
const RUNS = 5;
/** Records in one call of sObject Collections. */
const AT_ONCE = 200;
const MOST_TIMES = 3;

interface Figures {
  readonly seconds: number;
  readonly workerMs: number;
  readonly postgresMs: number;
  readonly written: number;
}

interface Seeded {
  readonly contacts: readonly string[];
  readonly members: { readonly mailchimp: readonly string[] };
}

async function main(links: number): Promise<void> {
  const { few, many } = await inHome(async (home) => {
    const { control } = home.sandbox;
    const first = await seed(control, FEW, 1);
    await home.apply();
    await home.tandem('sync', 'bench');
    const few = await runs(home, first.contacts, 'few');
    const more = await seed(control, links - FEW, 2);
    const keys = await ruleKeys(home.databaseUrl, 'bench');
    await padLinks(home.databaseUrl, 'bench', pairsOf(more, 2, keys));
    return { few, many: await runs(home, first.contacts, 'many') };
  });
  const lines = [
    ['', ...[FEW, links].map((n) => `${n} links`), 'times'],
    ...(['seconds', 'workerMs', 'postgresMs', 'written'] as const).map((name) => [
      name,
      String(few[name]),
      String(many[name]),
      (many[name] / few[name]).toFixed(2),
      name === 'seconds' ? `at most ${MOST_TIMES}` : '',
    ]),
  ];
  const text = lines.map((line) => line.map((cell) => cell.padStart(14)).join('')).join('\n');
  process.stdout.write(`${text}\n`);
}

async function seed(control: string, n: number, seed: number): Promise<Seeded> {
  return (await call('POST', `${control}/seed`, {
    contacts: n,
    members: { mailchimp: n },
    overlap: 1,
    seed,
  })) as Seeded;
}

/** The people of a seed are the same whenever they are made. */
function pairsOf(seeded: Seeded, seed: number, keys: ReadonlyMap<string, string>): readonly LinkedPair[] {
  return seeded.contacts.map((crm, n): LinkedPair => {
    const { email, first, last, phone } = makePerson(n, seed, Date.now());
    const values = { Email: email ?? '', FirstName: first, LastName: last, Phone: phone };
    return {
      crm,
      platform: seeded.members.mailchimp[n] ?? '',
      email: email ?? '',
      values: Object.fromEntries(Object.entries(values).map(([field, value]) => [keys.get(field) ?? field, value])),
    };
  });
}

/** Several runs of as many changes each, the middle one by time; the changes of the last lie an hour back. */
async function runs({ sandbox, tandem, uses }: Home, contacts: readonly string[], name: string): Promise<Figures> {
  const org = new Connection({ instanceUrl: sandbox.salesforce, accessToken: 'bench-editor', version: '62.0' });
  const all: Figures[] = [];
  for (let n = 0; n < RUNS; n += 1) {
    await call('POST', `${sandbox.control}/clock`, { advanceS: 3_600 });
    await tandem('sync', 'bench');
    const changed = contacts.slice(n * CHANGES, (n + 1) * CHANGES);
    for (let at = 0; at < changed.length; at += AT_ONCE)
      await org
        .sobject('Contact')
        .update(changed.slice(at, at + AT_ONCE).map((Id) => ({ Id, LastName: `Changed ${name} ${n}` })));
    await call('POST', `${sandbox.control}/clock`, { advanceS: 60 });
    const before = uses();
    const began = Date.now();
    const report = await tandem('sync', 'bench');
    const seconds = (Date.now() - began) / 1_000;
    const after = uses();
    const written = (report['updated'] as { readonly platform: number }).platform;
    process.stderr.write(`${name} ${n}: ${seconds} s, ${written} written\n`);
    all.push({
      seconds,
      workerMs: spent(before.worker, after.worker).cpuMs,
      postgresMs: spent(before.postgres, after.postgres).cpuMs,
      written,
    });
  }
  return all.toSorted((a, b) => a.seconds - b.seconds)[Math.floor(RUNS / 2)]!; // RUNS is above 0
}

void main(Number(process.argv[2] ?? 1_000_000)).catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});
