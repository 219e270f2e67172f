import { describe, expect, test } from '@jest/globals';
import { sound } from './file.js';
import { connectionWith, pathsWith } from './parsing.js';

describe('the schedule', () => {
  test.each([
    ['manual', { kind: 'manual' }],
    [{ every: '30s' }, { kind: 'every', ms: 30_000, quiet: null }],
    [
      { every: '2h', quietHours: { from: '22:00', to: '06:00', timezone: 'UTC' } },
      { kind: 'every', ms: 7_200_000, quiet: { from: '22:00', to: '06:00', timezone: 'UTC' } },
    ],
    [undefined, { kind: 'every', ms: 900_000, quiet: null }],
  ])('%j is understood', (schedule, expected) => {
    expect(connectionWith({ schedule }).schedule).toEqual(expected);
  });

  test.each([
    [{ cron: '0 0 6 * * 1', timezone: 'UTC' }, 'schedule.cron'],
    [{ cron: '61 * * * *', timezone: 'UTC' }, 'schedule.cron'],
    [{ cron: '0 0 31 2 *', timezone: 'UTC' }, 'schedule.cron'],
    [{ cron: '0 6 * * *', timezone: 'Mars/Olympus' }, 'schedule.timezone'],
    [{ cron: '0 6 * * *' }, 'schedule.timezone'],
    [{ every: '0m' }, 'schedule.every'],
    [{ every: '15m', quietHours: { from: '25:00', to: '06:00', timezone: 'UTC' } }, 'schedule.quietHours.from'],
    ['hourly', 'schedule'],
    [{ at: 'noon' }, 'schedule'],
  ])('%j is refused', (schedule, path) => {
    expect(pathsWith({ schedule })).toEqual([path]);
  });

  test('a real org is asked at most once a minute', () => {
    expect(
      pathsWith({
        schedule: { every: '30s' },
        salesforce: { ...sound.salesforce, loginUrl: 'https://acme.my.salesforce.com' },
      }),
    ).toEqual(['schedule.every']);
  });
});
