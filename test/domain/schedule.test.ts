import { expect, test } from '@jest/globals';
import { dueAfter } from '../../activities/dueAfter.js';
import type { QuietHours, Schedule } from '../../src/domain/connection.js';

const timezone = 'Europe/Berlin';
const night: QuietHours = { from: '22:00', to: '06:00', timezone };
const noon: QuietHours = { from: '12:00', to: '13:00', timezone };
const every = (minutes: number, quiet: QuietHours | null = null): Schedule => ({
  kind: 'every',
  ms: minutes * 60_000,
  quiet,
});
const cron = (line: string, quiet: QuietHours | null = null): Schedule => ({
  kind: 'cron',
  cron: line,
  timezone,
  quiet,
});
const NOW = '2026-11-23T12:00:00.000Z';

/** In winter Berlin is an hour ahead of UTC, in summer two; 28 March 2027 and 25 October 2026 are the nights between. */
test.each<[string, Schedule, string | null, string | null]>([
  ['manual: nothing by itself', { kind: 'manual' }, '2026-11-23T11:00:00Z', null],
  ['an interval that never ran is due now', every(15), null, NOW],
  ['an interval counts from the last run', every(15), '2026-11-23T11:50:00Z', '2026-11-23T12:05:00.000Z'],
  ['an interval missed is due in the past, so at once', every(15), '2026-11-22T00:00:00Z', '2026-11-22T00:15:00.000Z'],
  ['a minute before the quiet hours', every(15, night), '2026-11-23T20:44:00Z', '2026-11-23T20:59:00.000Z'],
  ['their beginning belongs to them', every(15, night), '2026-11-23T20:45:00Z', '2026-11-24T05:00:00.000Z'],
  ['inside, before midnight', every(15, night), '2026-11-23T21:55:00Z', '2026-11-24T05:00:00.000Z'],
  ['inside, after midnight', every(15, night), '2026-11-24T03:00:00Z', '2026-11-24T05:00:00.000Z'],
  ['their end does not', every(15, night), '2026-11-24T04:45:00Z', '2026-11-24T05:00:00.000Z'],
  ['after them', every(15, night), '2026-11-24T05:00:00Z', '2026-11-24T05:15:00.000Z'],
  ['quiet hours by day', every(15, noon), '2026-11-23T11:00:00Z', '2026-11-23T12:00:00.000Z'],
  ['quiet hours by day, at night', every(15, noon), '2026-11-23T22:00:00Z', '2026-11-23T22:15:00.000Z'],
  ['an hour of the night is missing', every(15, night), '2027-03-28T00:15:00Z', '2027-03-28T04:00:00.000Z'],
  ['an hour of the night comes twice', every(15, night), '2026-10-25T00:45:00Z', '2026-10-25T05:00:00.000Z'],
  ['a line in its own zone', cron('0 6-20 * * 1-5'), '2026-11-23T04:00:00Z', '2026-11-23T05:00:00.000Z'],
  ['over the weekend', cron('0 6-20 * * 1-5'), '2026-11-27T19:30:00Z', '2026-11-30T05:00:00.000Z'],
  ['strictly after the last', cron('0 6-20 * * 1-5'), '2026-11-23T05:00:00Z', '2026-11-23T06:00:00.000Z'],
  ['a line that never ran counts from now', cron('0 15 * * *'), null, '2026-11-23T14:00:00.000Z'],
  ['a time that does not exist', cron('30 2 * * *'), '2027-03-27T12:00:00Z', '2027-03-28T01:00:00.000Z'],
  ['a time that comes twice: its first', cron('30 2 * * *'), '2026-10-24T12:00:00Z', '2026-10-25T00:30:00.000Z'],
  ['a time that comes twice: once', cron('30 2 * * *'), '2026-10-25T00:45:00Z', '2026-10-26T01:30:00.000Z'],
  [
    'a line in the quiet hours waits for its next',
    cron('30 * * * *', night),
    '2026-11-23T20:45:00Z',
    '2026-11-24T05:30:00.000Z',
  ],
  ['a line at the very end of them', cron('*/15 * * * *', night), '2026-11-23T20:45:00Z', '2026-11-24T05:00:00.000Z'],
  ['a line that is due in quiet hours only', cron('0 3 * * *', night), '2026-11-23T12:00:00Z', null],
  ['a line that never comes', cron('0 0 31 2 *'), '2026-11-23T12:00:00Z', null],
])('%s', (_name, schedule, after, expected) => {
  const at = dueAfter(schedule, after === null ? null : Date.parse(after), Date.parse(NOW));
  expect(at === null ? null : new Date(at).toISOString()).toBe(expected);
});
