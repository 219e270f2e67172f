import { describeSummary, tellMany } from '../test/simulation/tellMany.js';

/** How many histories does a CPU-second buy? Three times the same ones in this process, after as many to warm up; the middle one counts. */
const HISTORIES = Number(process.argv[2] ?? 500);

async function main(): Promise<void> {
  await tellMany(1, HISTORIES);
  const rates: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    const summary = await tellMany(1, HISTORIES);
    rates.push((HISTORIES * 1_000) / summary.cpuMs);
    if (round === 0) process.stdout.write(`${describeSummary(summary)}\n`);
  }
  process.stdout.write(`${rates.toSorted((a, b) => a - b)[1]?.toFixed(1)} histories per CPU-second\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
