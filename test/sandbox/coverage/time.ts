import { expect } from '@jest/globals';
import { SECOND, type Checks } from './bench.js';

export const TIME: Checks = {
  'time.stamps': async (b) => {
    b.advance(700);
    const id = await b.create('Lead', { LastName: 'A', Company: 'X' });
    expect(await b.read('Lead', id, 'CreatedDate, LastModifiedDate, SystemModstamp')).toMatchObject({
      CreatedDate: '2026-01-05T08:00:00.000+0000',
      LastModifiedDate: '2026-01-05T08:00:00.000+0000',
      SystemModstamp: '2026-01-05T08:00:00.000+0000',
    });
    expect((await b.rest('GET', '/limits')).headers.get('date')).toBe('Mon, 05 Jan 2026 08:00:00 GMT');
  },
  'time.lateCommit': async (b) => {
    b.fault({ kind: 'late-commit', delayMs: 60 * SECOND, match: { key: 'late@x.org' } });
    const late = await b.create('Lead', { LastName: 'Late', Company: 'X', Email: 'late@x.org' });
    b.advance(10 * SECOND);
    const prompt = await b.create('Lead', { LastName: 'Prompt', Company: 'X' });
    const seen = async () =>
      (await b.query('SELECT Id, SystemModstamp FROM Lead ORDER BY SystemModstamp')).map((one: any) => [
        one.Id,
        one.SystemModstamp.slice(11, 19),
      ]);
    expect(await seen()).toEqual([[prompt, '08:00:10']]);
    const window = 'start=2026-01-05T07:00:00Z&end=2026-01-05T09:00:00Z';
    expect((await b.rest('GET', `/sobjects/Lead/updated?${window}`)).body.latestDateCovered).toBe(
      '2026-01-05T08:00:00.000+0000',
    );
    b.advance(50 * SECOND);
    expect(await seen()).toEqual([
      [late, '08:00:00'],
      [prompt, '08:00:10'],
    ]);
  },
  'time.locks': async (b) => {
    const AccountId = await b.create('Account', { Name: 'A' });
    b.settings({ lockMs: 30 * SECOND });
    await b.create('Contact', { LastName: '1', AccountId });
    const second = async () => (await b.rest('POST', '/sobjects/Contact', { LastName: '2', AccountId })).body;
    expect(await second()).toEqual([
      { errorCode: 'UNABLE_TO_LOCK_ROW', message: 'unable to obtain exclusive access to this record', fields: [] },
    ]);
    b.settings({ lockWaitMs: 10 * SECOND });
    b.advance(15 * SECOND);
    expect((await second())[0].errorCode).toBe('UNABLE_TO_LOCK_ROW');
    b.advance(10 * SECOND);
    expect((await second()).success).toBe(true);
  },
};
