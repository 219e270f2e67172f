import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_EVERY_MS = 2_000;

/** Settles once no process has this id any more; for one that is not our child. Keeps nothing alive. */
export async function gone(pid: number): Promise<void> {
  while (lives(pid)) await sleep(LOOK_EVERY_MS, undefined, { ref: false });
}

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Another user's process may not be signalled, but is there.
    return typeof error === 'object' && error !== null && 'code' in error && error.code === 'EPERM';
  }
}
