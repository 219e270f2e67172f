import { Cron } from 'croner';
import type { Schedule } from '../src/domain/connection.js';
import { due } from '../src/domain/schedule.js';

/** When a connection's next run is due, by this machine's zone data (croner). `after` and `now` in epoch ms; null: manual. */
export function dueAfter(schedule: Schedule, after: number | null, now: number): number | null {
  return due(
    schedule,
    { after, now },
    (cron, timezone, from) =>
      new Cron(cron, { mode: '5-part', timezone, paused: true }).nextRun(new Date(from))?.getTime() ?? null,
  );
}
