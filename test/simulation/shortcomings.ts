import { tellApart } from './tellApart.js';
import type { Summary } from './tally.js';
import { describeSummary } from './tellMany.js';

/** What makes a simulation worth its name: runs and landed writes a history, at the least, and every fault. Where calls run short less is written. */
const ENOUGH = { runs: 5, writes: 10, short: 8 };
const FAULTS = [
  'consent',
  'conversion',
  'crash',
  'job cut short',
  'job forgotten',
  'job lost',
  'late answer',
  'late commit',
  'locked row',
  'lost answer',
  'mapping changed',
  'refused row',
  'run stopped',
  'succession',
  'throttled',
  'zombie',
] as const;

/** Tells so many histories in so many processes: those that did not end well, and what was too little to prove anything. */
export async function shortcomings(
  from: number,
  histories: number,
  processes: number,
  short = false,
): Promise<readonly string[]> {
  const summary = await tellApart(from, histories, processes, null, { short });
  process.stderr.write(`simulation: ${describeSummary(summary)}\n`);
  return [
    ...summary.failures.map(({ seed, failure }) => `seed ${seed}: ${failure}`),
    ...wants(summary, histories, short ? ENOUGH.short : ENOUGH.writes),
    ...(short && summary.fired['calls short'] === undefined ? ['no calls short'] : []),
  ];
}

function wants({ histories, runs, writes, fired }: Summary, asked: number, enough: number): readonly string[] {
  return [
    ...(histories === asked ? [] : [`${histories} histories`]),
    ...(runs > ENOUGH.runs * asked ? [] : [`${runs} runs`]),
    ...(writes > enough * asked ? [] : [`${writes} writes`]),
    ...FAULTS.filter((fault) => fired[fault] === undefined).map((fault) => `no ${fault}`),
  ];
}
