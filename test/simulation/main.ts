import { BANK } from './bank.js';
import { describeSummary, firstCaught, tellMany } from './tellMany.js';

/** `npm run simulate -- [HISTORIES] [FROM]`: histories without a bug, then every planted bug until it is caught. */
async function main(histories: number, from: number): Promise<number> {
  const summary = await tellMany(from, histories);
  process.stdout.write(`${describeSummary(summary)}\n`);
  for (const { seed, failure } of summary.failures) process.stdout.write(`  seed ${seed}: ${failure}\n`);
  let caught = 0;
  for (const [name, bug] of Object.entries(BANK)) {
    const found = await firstCaught(bug, from, Math.max(400, histories));
    if (found) caught += 1;
    process.stdout.write(`  ${name}: ${found ? `seed ${found.seed}, ${found.failure}` : 'not caught'}\n`);
  }
  process.stdout.write(`${caught} of ${Object.keys(BANK).length} planted bugs caught\n`);
  return summary.failures.length === 0 && caught === Object.keys(BANK).length ? 0 : 1;
}

void main(Number(process.argv[2] ?? 1_000), Number(process.argv[3] ?? 1)).then((code) => process.exit(code));
