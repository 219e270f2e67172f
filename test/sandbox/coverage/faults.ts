import { expect } from '@jest/globals';
import type { Bench, Checks } from './bench.js';

const LEAD = { LastName: 'A', Company: 'X', Email: 'a@x.org' };
const post = (b: Bench, fields: object = LEAD) => b.rest('POST', '/sobjects/Lead', fields);
const broken = (asked: Promise<unknown>): Promise<string> =>
  asked.then(
    () => 'answered',
    () => 'broken',
  );
const fired = (b: Bench): number[] => b.shop.faults.list().map((one) => one.fired);

/** What the client sees, what the org holds, and that it was counted. */
export const FAULTS: Checks = {
  'fault.status': async (b) => {
    b.fault({ kind: 'status', status: 503, retryAfterS: 7, times: 1 });
    const answer = await post(b);
    expect([answer.status, answer.body[0].errorCode, answer.headers.get('retry-after')]).toEqual([
      503,
      'SERVER_UNAVAILABLE',
      '7',
    ]);
    expect([await b.count('Lead'), fired(b)]).toEqual([0, [1]]);
  },
  'fault.lost-answer': async (b) => {
    b.fault({ kind: 'lost-answer', times: 1 });
    expect([await broken(post(b)), await b.count('Lead'), fired(b)]).toEqual(['broken', 1, [1]]);
  },
  'fault.late-answer': async (b) => {
    b.fault({ kind: 'late-answer', delayMs: 50, times: 1 });
    expect([await broken(post(b)), await b.count('Lead')]).toEqual(['broken', 0]);
    let count = 0;
    while (count === 0) count = await b.count('Lead');
    expect([count, fired(b)]).toEqual([1, [1]]);
  },
  'fault.cut-upload': async (b) => {
    b.fault({ kind: 'cut-upload', times: 1 });
    expect([await broken(post(b)), await b.count('Lead'), fired(b)]).toEqual(['broken', 0, [1]]);
  },
  'fault.hang': async (b) => {
    b.fault({ kind: 'hang', times: 1 });
    const aborted = fetch(`${b.url}/services/data/v62.0/limits`, {
      headers: { authorization: 'Bearer sync' },
      signal: AbortSignal.timeout(200),
    }).then(
      () => 'answered',
      (error: Error) => error.name,
    );
    expect([await aborted, fired(b)]).toEqual(['TimeoutError', [1]]);
  },
  'fault.slow': async (b) => {
    b.fault({ kind: 'slow', delayMs: 200, times: 1 });
    const begun = performance.now();
    expect((await post(b)).status).toBe(201);
    expect([performance.now() - begun >= 190, fired(b)]).toEqual([true, [1]]);
  },
  'fault.row-error': async (b) => {
    b.fault({ kind: 'row-error', code: 'UNABLE_TO_LOCK_ROW', times: 1, match: { key: 'a@x.org', op: 'create' } });
    const two = await b.rest('POST', '/composite/sobjects', {
      records: [
        { attributes: { type: 'Lead' }, ...LEAD },
        { attributes: { type: 'Lead' }, LastName: 'B', Company: 'X' },
      ],
    });
    expect(two.body).toMatchObject([
      {
        success: false,
        errors: [{ statusCode: 'UNABLE_TO_LOCK_ROW', message: 'unable to obtain exclusive access to this record' }],
      },
      { success: true },
    ]);
    expect([await b.count('Lead'), fired(b)]).toEqual([1, [1]]);
  },
  'fault.late-commit': async (b) => {
    b.fault({ kind: 'late-commit', delayMs: 1000, times: 1 });
    expect([(await post(b)).status, await b.count('Lead')]).toEqual([201, 0]);
    b.advance(1000);
    expect([await b.count('Lead'), fired(b)]).toEqual([1, [1]]);
  },
  'fault.expire-session': async (b) => {
    await b.rest('GET', '/limits');
    b.fault({ kind: 'expire-session', times: 1 });
    const answer = await post(b);
    expect([answer.status, answer.body[0].errorCode, fired(b)]).toEqual([401, 'INVALID_SESSION_ID', [1]]);
    expect([(await post(b)).status, await b.count('Lead')]).toEqual([201, 1]);
  },
  'fault.html-200': async (b) => {
    b.fault({ kind: 'html-200', times: 1 });
    const answer = await post(b);
    expect([
      answer.status,
      answer.headers.get('content-type'),
      answer.text.slice(0, 15),
      await b.count('Lead'),
      fired(b),
    ]).toEqual([200, 'text/html; charset=utf-8', '<!DOCTYPE html>', 0, [1]]);
  },
  'fault.truncate': async (b) => {
    b.fault({ kind: 'truncate', bytes: 10, times: 1 });
    const answer = await post(b);
    expect([answer.status, answer.text.length, await b.count('Lead'), fired(b)]).toEqual([201, 10, 1, [1]]);
  },
  'fault.everywhere': async (b) => {
    b.fault({ kind: 'status', status: 500 });
    const answers = [
      await b.call('POST', '/services/oauth2/token', 'grant_type=password'),
      await b.call('POST', '/services/Soap/u/62.0', '<x/>'),
      await b.call('POST', '/services/async/62.0/job', '{}'),
      await b.rest('POST', '/jobs/ingest', {}),
    ];
    expect(answers.map((one) => [one.status, one.text.slice(0, 1), one.headers.get('content-type')])).toEqual([
      [500, '{', 'application/json;charset=UTF-8'],
      [500, '<', 'text/xml; charset=utf-8'],
      [500, '<', 'application/xml'],
      [500, '[', 'application/json;charset=UTF-8'],
    ]);
    expect(fired(b)).toEqual([4]);
  },
};
