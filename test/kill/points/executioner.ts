import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** How long the first at its point waits for activities of other connections to come to theirs; ms. Shorter than a heartbeat's timeout. */
const GATHER_MS = 1_200;
/** An activity is killed so often and no more, however many points it has: the rest of them come with a later one. */
const MOST_ATTEMPTS = 3;

/** Tells of a point that an activity has reached. Never comes back where the process dies at it. */
export type Reach = (point: string, attempt: number) => Promise<void>;

/** Where the points are noted that a worker died at, one a line. */
export const killedFile = (folder: string) => path.join(folder, 'killed');
/** While this file is there, workers die. */
export const armedFile = (folder: string) => path.join(folder, 'armed');

/**
 * Kills this process at every point that no worker of the folder died at before: whoever comes to one stands still there, and with them whoever comes to
 * another meanwhile; then SIGKILL ends them all.
 */
export function executioner(folder: string): Reach {
  const killed = new Set(existsSync(killedFile(folder)) ? readFileSync(killedFile(folder), 'utf8').split('\n') : []);
  const standing: string[] = [];
  return async (point, attempt) => {
    if (killed.has(point) || attempt > MOST_ATTEMPTS || !existsSync(armedFile(folder))) return;
    killed.add(point);
    standing.push(point);
    if (standing.length === 1)
      setTimeout(() => {
        appendFileSync(killedFile(folder), standing.map((one) => `${one}\n`).join(''));
        process.kill(process.pid, 'SIGKILL');
      }, GATHER_MS);
    await new Promise<never>(() => undefined);
  };
}
