import { parseArgs } from 'node:util';
import { trial, type Mode, type Trial } from './trial.js';

/**
 * How dear is a first sync into an empty audience? `npm run bench:initialSync -- [--mode bulk|rest]… [--latency MS]… [CONTACTS]…`
 * (default 100000 by Bulk without latency). For each count, mode and latency of every call, in a home of its own: calls to Salesforce, CPU and peak memory of the worker
 * as ratios to a plain jsforce loop that reads the same contacts; PostgreSQL's and Temporal's beside it; then what a quiet run an hour later calls and writes.
 */
const COLUMNS = {
  contacts: ({ contacts }) => contacts,
  mode: ({ mode }) => mode,
  'latency ms': ({ latencyMs }) => latencyMs,
  outcome: ({ outcome }) => outcome,
  created: ({ created }) => created,
  'salesforce calls': ({ salesforceCalls }) => salesforceCalls,
  seconds: ({ seconds }) => Math.round(seconds),
  'loop ms': ({ plainLoopMs }) => Math.round(plainLoopMs),
  'worker ms': ({ worker }) => Math.round(worker.cpuMs),
  'worker / loop': ({ worker, plainLoopMs }) => ratio(worker.cpuMs, plainLoopMs),
  'postgres / loop': ({ postgres, plainLoopMs }) => ratio(postgres.cpuMs, plainLoopMs),
  'temporal / loop': ({ temporal, plainLoopMs }) => ratio(temporal.cpuMs, plainLoopMs),
  'worker peak MB': ({ worker }) => Math.round(worker.peakBytes / 1_048_576),
  events: ({ historyEvents }) => historyEvents,
  'quiet calls': ({ quiet }) => quiet.calls,
  'quiet writes': ({ quiet }) => quiet.writes,
  'quiet worker ms': ({ quiet }) => Math.round(quiet.workerMs),
} as const satisfies Record<string, (trial: Trial) => string | number>;

/** What we ask of it; of calls to Salesforce only where they go by Bulk. */
const MOST = {
  'salesforce calls': 60,
  'worker / loop': 25,
  'worker peak MB': 400,
  'quiet calls': 6,
  'quiet writes': 0,
} as const;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      mode: { type: 'string', multiple: true, default: ['bulk'] },
      latency: { type: 'string', multiple: true, default: ['0'] },
    },
  });
  const modes = values.mode.map((mode): Mode => (mode === 'rest' ? 'rest' : 'bulk'));
  const asks = (positionals.length > 0 ? positionals : ['100000']).flatMap((contacts) =>
    modes.flatMap((mode) =>
      values.latency.map((latency) => ({ contacts: Number(contacts), mode, latencyMs: Number(latency) })),
    ),
  );
  const rows: Record<string, string | number>[] = [];
  for (const ask of asks) {
    const done = await trial(ask);
    rows.push(Object.fromEntries(Object.entries(COLUMNS).map(([name, of]) => [name, of(done)])));
    process.stderr.write(`${ask.contacts} contacts by ${ask.mode}: done after ${Math.round(done.seconds)} s\n`);
  }
  process.stdout.write(table(rows));
}

/** One line a column, one column a trial: there are more of the former. */
function table(rows: readonly Record<string, string | number>[]): string {
  const lines = Object.keys(COLUMNS).map((name) => {
    const bound = name in MOST ? `at most ${MOST[name as keyof typeof MOST]}` : '';
    return [name.padEnd(18), ...rows.map((row) => String(row[name]).padStart(10)), `  ${bound}`].join('').trimEnd();
  });
  return `${lines.join('\n')}\n`;
}

const ratio = (ms: number, plainMs: number): number => Math.round((ms / plainMs) * 10) / 10;

void main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});
