import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { BANK } from './bank.js';
import { SEEN_IN, TOLD_IN } from './seenIn.js';
import type { Bug } from './setup.js';
import { describeShrunk, shrink } from './shrink.js';
import { caughtIn } from './tales.js';
import { tellApart } from './tellApart.js';
import { tellAllSmall } from './tellSmall.js';
import type { Summary } from './tally.js';
import { describeSummary, firstCaught, tellMany } from './tellMany.js';
import { CALM, TWO, type Lots } from './lots.js';

const USAGE = `npm run simulate -- [--histories N] [--seed S] [--bug NAME | --planted] [--calm] [--short] [--two] [--json | --shrink]
       npm run simulate -- --small [--depth N] [--json]
       npm run simulate -- --workflows [--histories N] [--seed S]
  --histories N  how many histories to tell (1000)
  --seed S       the first one's seed, the others follow it (1)
  --bug NAME     plants that bug of the bank
  --planted      plants every bug of the bank in turn: the tale told for it or a saved history, and in how many of N histories (200) it shows
  --calm         nobody consents to be mailed again, and deletion policies are all "ignore"
  --short        now and then the org has no calls left for what can wait
  --two          all with two connections of one list, of Leads and of Contacts
  --shrink       tells the one history of seed S, as short as it still fails, operation by operation dropped
  --small        every history of at most N (4) deeds of one person with three values
  --workflows    the runs are walked by the real workflows, on a Temporal server
  --json         in this process alone, and nothing but the summary`;

/** Histories through workflows at once: most of the time each waits for the server. */
const LANES = 12;

/** Tells histories without a bug, or looks for every planted one. Exit 0: no failure, every bug caught. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      histories: { type: 'string' },
      seed: { type: 'string', default: '1' },
      bug: { type: 'string' },
      planted: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      small: { type: 'boolean', default: false },
      depth: { type: 'string', default: '4' },
      calm: { type: 'boolean', default: false },
      short: { type: 'boolean', default: false },
      two: { type: 'boolean', default: false },
      shrink: { type: 'boolean', default: false },
      workflows: { type: 'boolean', default: false },
    },
  });
  const [histories, seed] = [Number(values.histories ?? (values.planted ? 200 : 1_000)), Number(values.seed)];
  const depth = Number(values.depth);
  const bug = values.bug === undefined ? null : (BANK[values.bug] ?? unknownBug(values.bug));
  if (![histories, seed, depth].every((count) => Number.isSafeInteger(count) && count > 0)) throw new Error(USAGE);
  if (values.small) return small(depth, values.json);
  if (values.workflows) return throughWorkflows(seed, histories);
  const given = {
    ...(values.calm ? CALM : {}),
    ...(values.short ? { shortage: true } : {}),
    ...(values.two ? TWO : {}),
  };
  if (values.shrink) return shortest(seed, bug ?? {}, given);
  if (values.planted) return planted(seed, histories);
  const summary = values.json
    ? await tellMany(seed, histories, bug, given)
    : await tellApart(seed, histories, availableParallelism(), values.bug, values);
  if (!values.json) return say(summary);
  process.stdout.write(`${JSON.stringify(summary)}\n`);
  return summary.failures.length === 0 ? 0 : 1;
}

function say(summary: Summary): number {
  process.stdout.write(`${describeSummary(summary)}\n`);
  for (const { seed, failure } of summary.failures) process.stdout.write(`  seed ${seed}: ${failure}\n`);
  return summary.failures.length === 0 ? 0 : 1;
}

async function throughWorkflows(seed: number, histories: number): Promise<number> {
  const { findTestPrograms } = await import('../support/testPrograms.js');
  const { tellManyThrough } = await import('../workflows/histories/tellManyThrough.js');
  await findTestPrograms();
  return say(await tellManyThrough(seed, histories, LANES));
}

async function small(depth: number, json: boolean): Promise<number> {
  const summary = await tellAllSmall(depth, 'salesforce');
  const { histories, failures } = summary;
  const said = [`${histories} histories of at most ${depth} deeds, ${failures.length} failures`, ...failures];
  process.stdout.write(`${json ? JSON.stringify(summary) : said.join('\n  ')}\n`);
  return failures.length === 0 ? 0 : 1;
}

async function shortest(seed: number, bug: Bug, given: Partial<Lots>): Promise<number> {
  const shrunk = await shrink(seed, bug, given);
  process.stdout.write(shrunk === null ? `seed ${seed} ends well\n` : `${describeShrunk(shrunk)}\n`);
  return shrunk === null ? 0 : 1;
}

async function planted(seed: number, histories: number): Promise<number> {
  let caught = 0;
  for (const [name, bug] of Object.entries(BANK)) {
    const tale = TOLD_IN[name];
    const shown = tale && (await caughtIn(tale, bug));
    const { failures } = await tellApart(seed, histories, availableParallelism(), name);
    const hint = SEEN_IN[name];
    const seen = failures[0] ?? (shown || hint === undefined ? null : await firstCaught(bug, hint, 1));
    if (shown || seen) caught += 1;
    const rate = `${((100 * failures.length) / histories).toFixed(2)} %`;
    const told = shown ? `, tale "${tale}": ${shown}` : '';
    process.stdout.write(`  ${name}: ${rate}${seen ? `, seed ${seen.seed}: ${seen.failure}` : ''}${told}\n`);
  }
  process.stdout.write(`${caught} of ${Object.keys(BANK).length} planted bugs caught\n`);
  return caught === Object.keys(BANK).length ? 0 : 1;
}

function unknownBug(name: string): never {
  throw new Error(`No planted bug is called "${name}". There are:\n  ${Object.keys(BANK).join('\n  ')}`);
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(2);
  },
);
