import { parseArgs } from 'node:util';
import { startSandbox } from './main.js';

const { values } = parseArgs({ options: { port: { type: 'string', default: '8700' }, data: { type: 'string' } } });

/** The sandbox as a process: `--port P` (0: free ones), `--data DIR`. Prints `ready {ports}`, ends on SIGTERM or SIGINT, saving first. */
async function main(): Promise<void> {
  const port = Number(values.port);
  // The highest offset is 41.
  if (!Number.isInteger(port) || port < 0 || port > 65_535 - 41) throw new Error(`--port ${values.port}: no port`);
  const signal = new Promise<void>((resolve) => {
    process.once('SIGTERM', () => resolve());
    process.once('SIGINT', () => resolve());
  });
  const sandbox = await startSandbox({ port, ...(values.data === undefined ? {} : { data: values.data }) });
  process.stdout.write(`ready ${JSON.stringify(sandbox.ports)}\n`);
  await signal;
  await sandbox.close();
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
