import { beginning, dayOf, type Day } from './calendar.js';

/** From inclusive, to exclusive: days (UTC midnights, epoch ms). */
export interface DayRange {
  readonly from: Day;
  readonly to: Day;
}

const DAY = 86_400_000;

/**
 * The days a date literal (`TODAY`, `LAST_N_DAYS:3`) spans for a user of this zone; null for one it does not know. Fiscal years begin in January.
 * Source: SOQL and SOSL Reference, Date Formats and Date Literals.
 */
export function dateRange(literal: string, now: number, zone: string): DayRange | null {
  const [name = '', count] = literal.toUpperCase().split(':');
  const n = Number(count ?? 1);
  const today = dayOf(now, zone);
  const plain = UNITS[name];
  if (plain !== undefined) return plain.span(today, plain.from, plain.to);
  const counted = /^(LAST|NEXT)_N_(DAY|WEEK|MONTH|QUARTER|YEAR)S$/.exec(name.replace('FISCAL_', ''));
  if (counted !== null) {
    const span = SPANS[counted[2] ?? ''] ?? days;
    // Days back take in today; longer units end where the current one begins.
    if (counted[1] === 'LAST') return span === days ? days(today, -n, 1) : span(today, -n, 0);
    return span(today, 1, n + 1);
  }
  const ago = /^N_(DAY|WEEK|MONTH|QUARTER|YEAR)S_AGO$/.exec(name.replace('FISCAL_', ''));
  return ago === null ? null : (SPANS[ago[1] ?? ''] ?? days)(today, -n, 1 - n);
}

/** The same as instants: where its days begin in the zone. */
export const instants = ({ from, to }: DayRange, zone: string): DayRange => ({
  from: beginning(from, zone),
  to: beginning(to, zone),
});

type Span = (today: Day, from: number, to: number) => DayRange;

const days: Span = (today, from, to) => ({ from: today + from * DAY, to: today + to * DAY });
/** Weeks begin on Sunday: the en_US locale of every user here. */
const weeks: Span = (today, from, to) => {
  const sunday = today - new Date(today).getUTCDay() * DAY;
  return { from: sunday + from * 7 * DAY, to: sunday + to * 7 * DAY };
};
const monthly =
  (size: number): Span =>
  (today, from, to) => {
    const at = new Date(today);
    const first = Math.floor(at.getUTCMonth() / size) * size;
    return {
      from: Date.UTC(at.getUTCFullYear(), first + from * size, 1),
      to: Date.UTC(at.getUTCFullYear(), first + to * size, 1),
    };
  };

const SPANS: Readonly<Record<string, Span>> = {
  DAY: days,
  WEEK: weeks,
  MONTH: monthly(1),
  QUARTER: monthly(3),
  YEAR: monthly(12),
};

const UNITS: Readonly<Record<string, { readonly span: Span; readonly from: number; readonly to: number }>> = {
  YESTERDAY: { span: days, from: -1, to: 0 },
  TODAY: { span: days, from: 0, to: 1 },
  TOMORROW: { span: days, from: 1, to: 2 },
  LAST_90_DAYS: { span: days, from: -90, to: 1 },
  NEXT_90_DAYS: { span: days, from: 1, to: 91 },
  ...Object.fromEntries(
    Object.entries(SPANS).flatMap(([unit, span]) =>
      [unit, `FISCAL_${unit}`].flatMap((name) => [
        [`LAST_${name}`, { span, from: -1, to: 0 }],
        [`THIS_${name}`, { span, from: 0, to: 1 }],
        [`NEXT_${name}`, { span, from: 1, to: 2 }],
      ]),
    ),
  ),
};
