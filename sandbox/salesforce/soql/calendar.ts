/** A calendar day as the epoch ms of its UTC midnight: days of any zone can be counted in it. */
export type Day = number;

const DAY = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

function format(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(zone, made);
  return made;
}

/** An instant's wall clock in a zone, written as if it were UTC. */
export function wallClock(at: number, zone: string): number {
  if (zone === 'GMT' || zone === 'UTC') return at;
  const part: Record<string, number> = {};
  for (const { type, value } of format(zone).formatToParts(at)) part[type] = Number(value);
  return Date.UTC(
    part['year'] ?? 1970,
    (part['month'] ?? 1) - 1,
    part['day'] ?? 1,
    part['hour'] ?? 0,
    part['minute'] ?? 0,
    part['second'] ?? 0,
  );
}

/** The day an instant falls on in a zone. */
export const dayOf = (at: number, zone: string): Day => Math.floor(wallClock(at, zone) / DAY) * DAY;

/** The instant at which a day begins in a zone. */
export function beginning(day: Day, zone: string): number {
  let at = day;
  // Twice: the first guess may lie on the other side of a change of clocks.
  for (let round = 0; round < 2; round += 1) at = day - (wallClock(at, zone) - at);
  return at;
}

export function isZone(zone: string): boolean {
  try {
    format(zone);
    return true;
  } catch {
    return false;
  }
}
