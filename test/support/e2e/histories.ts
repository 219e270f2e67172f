import { Client, Connection } from '@temporalio/client';

/** All that Temporal remembers of every workflow, by workflow id, as text: ids, payloads of all events, memo and search attributes. */
export async function histories(address: string): Promise<Readonly<Record<string, string>>> {
  const connection = await Connection.connect({ address });
  try {
    const client = new Client({ connection });
    const found: Record<string, string> = {};
    for await (const { workflowId, runId, searchAttributes, memo } of client.workflow.list()) {
      const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
      found[workflowId] = [found[workflowId] ?? '', textOf(history), JSON.stringify([searchAttributes, memo])].join(
        '\n',
      );
    }
    return found;
  } finally {
    await connection.close();
  }
}

/** Every text below a value, payloads' bytes read as UTF-8. */
function textOf(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return '';
  return Object.values(value)
    .map(textOf)
    .filter((text) => text !== '')
    .join('\n');
}
