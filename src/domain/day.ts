/** A day's date in a zone for a moment, and a day's first moment in a zone. Null for what is no date, no moment or no zone: never throws. */

const DAY_MS = 86_400_000;
const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
/** A moment needs its offset: without one it would mean another time on every machine. Salesforce sends `+0000`. */
const MOMENT = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/;

/** `text` if it is a day of the calendar, `YYYY-MM-DD`, year 1 to 9999. */
export function asDay(text: string): string | null {
  return DAY.test(text) && !text.startsWith('0000') && utcDay(Date.parse(`${text}T00:00:00Z`)) === text ? text : null;
}

/** Epoch ms of an ISO 8601 moment with its offset. */
export function asMoment(text: string): number | null {
  const day = MOMENT.exec(text)?.[1];
  if (day === undefined || asDay(day) === null) return null;
  const at = Date.parse(text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
  return Number.isNaN(at) || utcDay(at) === null ? null : at;
}

export function dayOf(at: number, zone: string): string | null {
  const offset = offsetAt(at, zone);
  return offset === null ? null : utcDay(at + offset);
}

/** First moment of a day. Where the clock jumps at midnight it is the first moment after the jump; null for a day the zone left out. */
export function firstMoment(day: string, zone: string): number | null {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  const moments = [midnight - DAY_MS, midnight + DAY_MS].flatMap((near) => {
    const offset = offsetAt(near, zone);
    return offset === null ? [] : [midnight - offset];
  });
  return moments.toSorted((a, b) => a - b).find((at) => dayOf(at, zone) === day) ?? null;
}

function utcDay(at: number): string | null {
  const iso = Number.isNaN(at) || Math.abs(at) > 8.64e15 ? '' : new Date(at).toISOString();
  // Beyond the year 9999 and before 0 the form is ±YYYYYY-…: neither side stores such a day.
  return /^\d{4}-/.test(iso) && !iso.startsWith('0000') ? iso.slice(0, 10) : null;
}

const formats = new Map<string, Intl.DateTimeFormat | null>();

/** Local time minus UTC, ms. */
function offsetAt(at: number, zone: string): number | null {
  const format = formatOf(zone);
  if (format === null || Number.isNaN(at) || Math.abs(at) > 8.64e15) return null;
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  if (part['era'] !== 'AD') return null;
  const local = `${(part['year'] ?? '').padStart(4, '0')}-${part['month']}-${part['day']}T${part['hour']}:${part['minute']}:${part['second']}Z`;
  const offset = Date.parse(local) - Math.floor(at / 1000) * 1000;
  return Number.isNaN(offset) ? null : offset;
}

/** Made once a zone: making one costs more than a thousand uses. */
function formatOf(zone: string): Intl.DateTimeFormat | null {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  let made: Intl.DateTimeFormat | null;
  try {
    made = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
  } catch {
    made = null; // no such zone: the file's check has said so before, a day without a zone is no day
  }
  formats.set(zone, made);
  return made;
}
