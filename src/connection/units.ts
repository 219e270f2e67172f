import { DURATION } from './words.js';

const MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `15m` → 900000. The text has passed the schema. */
export function msOf(written: string): number {
  const [, amount, unit] = DURATION.exec(written) ?? [];
  return Number(amount) * (MS[unit ?? ''] ?? Number.NaN);
}

/** `20%` → 0.2; a number is a share already. */
export function shareOf(written: string | number): number {
  return typeof written === 'number' ? written : Number.parseFloat(written) / 100;
}
