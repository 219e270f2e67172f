/** From inclusive, to exclusive: epoch ms. */
export interface DateRange {
  readonly from: number;
  readonly to: number;
}

const DAY = 86_400_000;

/**
 * What a date literal (`TODAY`, `LAST_N_DAYS:3`) spans, in UTC: the sandbox's users all live there. Null for one it does not know.
 * Source: SOQL and SOSL Reference, Date Formats and Date Literals.
 */
export function dateRange(literal: string, now: number): DateRange | null {
  const [name = '', count] = literal.toUpperCase().split(':');
  const n = Number(count ?? 0);
  const today = Math.floor(now / DAY) * DAY;
  const at = new Date(today);
  const days = (from: number, to: number): DateRange => ({ from: today + from * DAY, to: today + to * DAY });
  const sunday = -at.getUTCDay();
  const months = (from: number, to: number): DateRange => ({
    from: Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + from, 1),
    to: Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + to, 1),
  });
  const years = (from: number, to: number): DateRange => ({
    from: Date.UTC(at.getUTCFullYear() + from, 0, 1),
    to: Date.UTC(at.getUTCFullYear() + to, 0, 1),
  });
  switch (name) {
    case 'YESTERDAY':
      return days(-1, 0);
    case 'TODAY':
      return days(0, 1);
    case 'TOMORROW':
      return days(1, 2);
    case 'LAST_WEEK':
      return days(sunday - 7, sunday);
    case 'THIS_WEEK':
      return days(sunday, sunday + 7);
    case 'NEXT_WEEK':
      return days(sunday + 7, sunday + 14);
    case 'LAST_MONTH':
      return months(-1, 0);
    case 'THIS_MONTH':
      return months(0, 1);
    case 'NEXT_MONTH':
      return months(1, 2);
    case 'LAST_YEAR':
      return years(-1, 0);
    case 'THIS_YEAR':
      return years(0, 1);
    case 'NEXT_YEAR':
      return years(1, 2);
    case 'LAST_90_DAYS':
      return days(-90, 1);
    case 'NEXT_90_DAYS':
      return days(1, 91);
    case 'LAST_N_DAYS':
      return days(-n, 1);
    case 'NEXT_N_DAYS':
      return days(1, n + 1);
    case 'N_DAYS_AGO':
      return days(-n, 1 - n);
    case 'LAST_N_MONTHS':
      return months(-n, 0);
    case 'NEXT_N_MONTHS':
      return months(1, n + 1);
    case 'LAST_N_YEARS':
      return years(-n, 0);
    default:
      return null;
  }
}
