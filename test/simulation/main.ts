import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { BANK } from './bank.js';
import { TOLD_IN } from './seenIn.js';
import { caughtIn } from './successions.js';
import { tellApart } from './tellApart.js';
import { describeSummary, firstCaught, tellMany } from './tellMany.js';

const USAGE = `npm run simulate -- [--histories N] [--seed S] [--planted] [--json]
  --histories N  how many histories to tell (1000)
  --seed S       the first one's seed, the others follow it (1)
  --planted      plants every bug of the bank and looks for the first of N histories that shows it
  --json         in this process alone, and nothing but the summary`;

/** Tells histories without a bug, or looks for every planted one. Exit 0: no failure, every bug caught. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      histories: { type: 'string', default: '1000' },
      seed: { type: 'string', default: '1' },
      planted: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const [histories, seed] = [Number(values.histories), Number(values.seed)];
  if (![histories, seed].every((count) => Number.isSafeInteger(count) && count > 0)) throw new Error(USAGE);
  if (values.planted) return planted(seed, histories);
  const summary = values.json
    ? await tellMany(seed, histories)
    : await tellApart(seed, histories, availableParallelism());
  process.stdout.write(values.json ? `${JSON.stringify(summary)}\n` : `${describeSummary(summary)}\n`);
  if (!values.json)
    for (const { seed: at, failure } of summary.failures) process.stdout.write(`  seed ${at}: ${failure}\n`);
  return summary.failures.length === 0 ? 0 : 1;
}

async function planted(seed: number, most: number): Promise<number> {
  let caught = 0;
  for (const [name, bug] of Object.entries(BANK)) {
    const tale = TOLD_IN[name];
    const shown = tale && (await caughtIn(tale, bug));
    const found = shown ? { seed: tale, failure: shown } : await firstCaught(bug, seed, most);
    if (found) caught += 1;
    process.stdout.write(`  ${name}: ${found ? `seed ${found.seed}, ${found.failure}` : 'not caught'}\n`);
  }
  process.stdout.write(`${caught} of ${Object.keys(BANK).length} planted bugs caught\n`);
  return caught === Object.keys(BANK).length ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(2);
  },
);
