import type { QuietHours, Schedule } from './connection.js';

/** First moment strictly after `after` (epoch ms) at which a five-field cron line comes due in an IANA zone; null: never. */
export type NextOf = (cron: string, timezone: string, after: number) => number | null;

/** A line that comes due within quiet hours so often in succession never comes due outside them. */
const MOST_LOOKS = 1_000;

/**
 * When the next run is due; null: manual, or never outside the quiet hours.
 * @param after moment of the last one; null: there was none, so that an interval is due now
 */
export function due(
  schedule: Schedule,
  { after, now }: { after: number | null; now: number },
  nextOf: NextOf,
): number | null {
  switch (schedule.kind) {
    case 'manual':
      return null;
    case 'every':
      return outOfQuiet(after === null ? now : after + schedule.ms, schedule.quiet, nextOf);
    case 'cron': {
      let at = nextOf(schedule.cron, schedule.timezone, after ?? now);
      for (let look = 0; at !== null && look < MOST_LOOKS; look += 1) {
        const free = outOfQuiet(at, schedule.quiet, nextOf);
        if (free === at) return at;
        // A line that names the very end of the quiet hours is due then: the search begins a second before.
        at = nextOf(schedule.cron, schedule.timezone, free - 1_000);
      }
      return null;
    }
  }
}

/** `at`, or the end of the quiet hours it lies in; their beginning belongs to them, their end does not. */
function outOfQuiet(at: number, quiet: QuietHours | null, nextOf: NextOf): number {
  if (quiet === null) return at;
  const begins = nextOf(daily(quiet.from), quiet.timezone, at);
  const ends = nextOf(daily(quiet.to), quiet.timezone, at);
  // Whoever meets the end before the beginning is inside: true whether or not they span midnight, and in a night the clock changes.
  return begins !== null && ends !== null && ends < begins ? ends : at;
}

function daily(time: string): string {
  const [hour, minute] = time.split(':');
  return `${Number(minute)} ${Number(hour)} * * *`;
}
