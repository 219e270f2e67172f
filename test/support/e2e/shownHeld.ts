import { Client, Connection } from '@temporalio/client';
import { defineSearchAttributeKey } from '@temporalio/common';
import { minutes } from './minutes.js';
import type { Up } from './startUp.js';
import { until } from './until.js';

const HELD = defineSearchAttributeKey('TandemHeld', 'INT');

/** Waits until whoever looks for connections in Temporal sees so many held rows: the workflow says so shortly after the command is answered. */
export async function shownHeld(up: Pick<Up, 'ready'>, id: string, held: number): Promise<void> {
  const connection = await Connection.connect({ address: up.ready.temporal });
  try {
    const handle = new Client({ connection }).workflow.getHandle(`connection/${id}`);
    await until(`TandemHeld ${held}`, minutes(1), async () => {
      const { typedSearchAttributes: shown } = await handle.describe();
      return (shown.get(HELD) ?? 0) === held ? held : null;
    });
  } finally {
    await connection.close();
  }
}
