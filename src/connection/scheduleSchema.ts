import { Cron } from 'croner';
import { z } from 'zod';
import { duration, text } from './words.js';

const clock = z
  .string({ error: 'must be a time of day like "22:00"' })
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, { error: 'must be a time of day like "22:00"' });

/** Node's own zone data decide; the same data plan the runs. */
export function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

export const zone = text.refine(isZone, { error: 'must be a time zone like Europe/Berlin' });

export const quietHours = z
  .strictObject({ from: clock, to: clock, timezone: zone })
  .refine((hours) => hours.from !== hours.to, {
    error: 'from and to are the same: nothing would ever run, or nothing be quiet',
  });

/** Five fields only: croner would take six and seven as seconds and years. Some mistakes show only when it is asked for a time. */
function cronProblem(cron: string, timezone: string): string | null {
  try {
    const next = new Cron(cron, { mode: '5-part', timezone, paused: true }).nextRun();
    return next === null ? 'never comes due' : null;
  } catch {
    return 'must be a cron line of five fields: minute, hour, day of month, month, day of week, like "0 6-20 * * 1-5"';
  }
}

const every = z.strictObject({ every: duration, quietHours: quietHours.optional() });
const cron = z.strictObject({ cron: text, timezone: zone, quietHours: quietHours.optional() }).check((context) => {
  // An unknown zone has been named already; a cron line is judged in a zone that exists.
  const problem = cronProblem(context.value.cron, isZone(context.value.timezone) ? context.value.timezone : 'UTC');
  if (problem !== null)
    context.issues.push({ code: 'custom', message: problem, path: ['cron'], input: context.value.cron });
});

export const schedule = z.union([z.literal('manual'), every, cron]);
export type ScheduleFile = z.infer<typeof schedule>;

/** The alternative that is meant, so that its own mistakes are named and not "no alternative fits". */
export function meantSchedule(written: unknown): z.ZodType | null {
  if (written === 'manual') return z.literal('manual');
  if (typeof written !== 'object' || written === null) return null;
  if ('cron' in written) return cron;
  return 'every' in written ? every : null;
}
