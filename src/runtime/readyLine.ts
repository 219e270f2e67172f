import { createInterface } from 'node:readline';
import { SyncError } from '../domain/faults.js';
import type { Child } from './child.js';

/**
 * What a child of ours says in its line `ready {…}`. Everything else it prints there goes unread.
 * Throws SyncError `unreachable` when it ends or `withinMs` pass before, naming its log.
 */
export async function readyLine(child: Child, name: string, logFile: string, withinMs: number): Promise<unknown> {
  const { stdout } = child.process;
  if (stdout === null) throw new Error(`the output of ${name} is not piped`);
  let timer: NodeJS.Timeout | undefined;
  const said = new Promise<unknown>((resolve) => {
    createInterface({ input: stdout }).on('line', (line) => {
      const [, document] = /^ready (\{.*\})$/.exec(line) ?? [];
      if (document !== undefined) resolve(JSON.parse(document));
    });
  });
  const failed = (how: string) => new SyncError('unreachable', `${name} ${how}; see ${logFile}`, { system: name });
  const never = Promise.race([
    child.ended.then(() => Promise.reject(failed('ended before it was ready'))),
    new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(failed(`was not ready within ${withinMs / 1000} s`)), withinMs);
    }),
  ]);
  try {
    return await Promise.race([said, never]);
  } finally {
    never.catch(() => undefined);
    clearTimeout(timer);
  }
}
