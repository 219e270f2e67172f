import { expect } from '@jest/globals';
import { request } from 'node:https';
import { gzipSync } from 'node:zlib';
import { certificate } from '../../../sandbox/kit/certificate.js';
import { serve } from '../../../sandbox/kit/server.js';
import { SECOND, type Checks } from './bench.js';

export const TRANSPORT: Checks = {
  'transport.tls': async ({ org, shop }) => {
    const pair = await certificate(null);
    if (pair === null) throw new Error('no openssl');
    const served = await serve(org, shop, { port: 0, tls: pair });
    try {
      const status = await new Promise((resolve, reject) => {
        request(
          `${served.url}/services/data/v62.0/limits`,
          { ca: pair.cert, headers: { authorization: 'Bearer sync' } },
          (answer) => {
            answer.resume();
            resolve(answer.statusCode);
          },
        )
          .on('error', reject)
          .end();
      });
      expect(status).toBe(200);
    } finally {
      await served.close();
    }
  },
  'transport.paths': async ({ call }) => {
    const paths = [
      '//services//data',
      '/services/data/',
      '/services/data/v62.0/limits/',
      '/services/data/V62.0/sobjects//lead/describe/',
    ];
    const statuses = [];
    for (const path of paths) statuses.push((await call('GET', path)).status);
    expect(statuses).toEqual([200, 200, 200, 200]);
  },
  'transport.versions': async ({ rest }) => {
    const ask = async (version: string) => (await rest('GET', '/limits', undefined, { version })).status;
    expect([await ask('v20.0'), await ask('v66.0'), await ask('v19.0'), await ask('v67.0')]).toEqual([
      200, 200, 404, 404,
    ]);
  },
  'transport.headers': async ({ rawHeaders }) => {
    const { names } = await rawHeaders('/services/data/v62.0/limits');
    expect(names).toEqual(expect.arrayContaining(['Content-Type', 'Content-Length', 'Date', 'Sforce-Limit-Info']));
    expect(names.filter((name) => /^[a-z]/.test(name))).toEqual([]);
  },
  'transport.names': async ({ create, rest, query }) => {
    const id = await create('lead', { lastname: 'Ada', COMPANY: 'X' });
    expect((await rest('GET', `/sobjects/LEAD/${id}?fields=lastNAME`)).body).toMatchObject({ LastName: 'Ada' });
    expect(await query(`select LASTNAME from LeaD where company = 'x'`)).toMatchObject([{ LastName: 'Ada' }]);
  },
  'transport.limitInfo': async ({ rest, call, settings }) => {
    settings({ dailyApiRequests: 100 });
    const answers = [
      await rest('GET', '/limits'),
      await rest('GET', '/nowhere'),
      await rest('GET', '/limits', undefined, { as: 'bad' }),
      await call('POST', '/services/Soap/u/62.0', 'no xml'),
    ];
    expect(answers.map((one) => [one.status, one.headers.get('sforce-limit-info')])).toEqual([
      [200, 'api-usage=1/100'],
      [404, 'api-usage=2/100'],
      [401, 'api-usage=2/100'],
      [500, 'api-usage=2/100'],
    ]);
  },
  'transport.long': async ({ rest, rawHeaders }) => {
    const uri = await rest('GET', `/query?q=${'x'.repeat(16_400)}`);
    expect([uri.status, uri.body[0].errorCode]).toEqual([414, 'URI_TOO_LONG']);
    const head = { 'X-Long': 'x'.repeat(16_400) };
    expect((await rawHeaders('/services/data/v62.0/limits', head)).status).toBe(431);
    expect((await rawHeaders('/services/data/v62.0/limits', { 'X-Long': 'x'.repeat(200_000) })).status).toBe(431);
  },
  'transport.gzip': async ({ call, query, org }) => {
    const body = gzipSync(JSON.stringify({ LastName: 'Packed', Company: 'X', Description: 'd'.repeat(3000) }));
    const path = '/services/data/v62.0/sobjects/Lead';
    const sent = await call('POST', path, body, { 'content-encoding': 'gzip', 'content-type': 'application/json' });
    expect([sent.status, await query('SELECT LastName FROM Lead')]).toMatchObject([201, [{ LastName: 'Packed' }]]);
    const read = await call('GET', `${path}/${sent.body.id}`, undefined, { 'accept-encoding': 'gzip' });
    expect([read.headers.get('content-encoding'), read.body.LastName]).toEqual(['gzip', 'Packed']);
    const plain = await call('GET', `${path}/${sent.body.id}`, undefined, { 'accept-encoding': 'identity' });
    expect([plain.headers.get('content-encoding'), plain.body.LastName]).toEqual([null, 'Packed']);
    const broken = await call('POST', path, 'no gzip', {
      'content-encoding': 'gzip',
      'content-type': 'application/json',
    });
    expect([broken.status, broken.body[0].errorCode, org.size()]).toEqual([400, 'JSON_PARSER_ERROR', 1]);
  },
  'transport.redirect': async ({ rest, fault, url }) => {
    fault({ kind: 'status', status: 307, times: 1 });
    const moved = await rest('GET', '/limits');
    expect([moved.status, moved.headers.get('location')]).toEqual([307, `${url}/services/data/v62.0/limits`]);
    expect((await rest('GET', '/limits')).status).toBe(200);
  },
  'transport.wrong': async ({ rest }) => {
    const answers = [
      await rest('GET', '/nothing/here'),
      await rest('PUT', '/sobjects/Lead'),
      await rest('POST', '/sobjects/Lead', '{"LastName":'),
      await rest('POST', '/sobjects/Lead', '[1]'),
      await rest('GET', '/sobjects/Nothing/describe'),
      await rest('POST', '/composite/sobjects', {
        records: Array.from({ length: 201 }, () => ({ attributes: { type: 'Lead' } })),
      }),
    ];
    expect(answers.map((one) => [one.status, one.body[0].errorCode])).toEqual([
      [404, 'NOT_FOUND'],
      [405, 'METHOD_NOT_ALLOWED'],
      [400, 'JSON_PARSER_ERROR'],
      [400, 'JSON_PARSER_ERROR'],
      [404, 'NOT_FOUND'],
      [400, 'EXCEEDED_ID_LIMIT'],
    ]);
  },
  'limits.daily': async ({ rest, settings, advance, call }) => {
    settings({ dailyApiRequests: 1 });
    expect((await rest('GET', '/limits')).body.DailyApiRequests).toEqual({ Max: 1, Remaining: 0 });
    const over = await rest('GET', '/limits');
    expect([over.status, over.body]).toEqual([
      403,
      [{ message: 'TotalRequests Limit exceeded.', errorCode: 'REQUEST_LIMIT_EXCEEDED' }],
    ]);
    const soap = await call(
      'POST',
      '/services/Soap/u/62.0',
      '<e:Envelope xmlns:e="e"><e:Header><s><sessionId>sync</sessionId></s></e:Header><e:Body><getUserInfo/></e:Body></e:Envelope>',
    );
    expect([soap.status, soap.text]).toEqual([
      500,
      expect.stringContaining('<faultcode>sf:REQUEST_LIMIT_EXCEEDED</faultcode>'),
    ]);
    advance(25 * 3600 * SECOND);
    expect((await rest('GET', '/limits')).status).toBe(200);
  },
  'limits.concurrent': async ({ rest, settings, fault, url }) => {
    settings({ concurrentApiRequests: 1, longCallMs: 0 });
    fault({ kind: 'slow', delayMs: 300, match: { path: '/limits' } });
    const slow = rest('GET', '/limits');
    let refused = await rest('GET', '/sobjects');
    // The slow call may not have arrived yet.
    while (refused.status === 200) refused = await rest('GET', '/sobjects');
    expect([refused.status, refused.body[0].message]).toEqual([
      403,
      'ConcurrentRequests (Concurrent API Requests) Limit exceeded.',
    ]);
    expect((await slow).status).toBe(200);
    // A call that hangs is open for as long as its client waits.
    fault({ kind: 'hang', times: 1, match: { path: '/queryAll' } });
    const gone = new AbortController();
    const hung = fetch(`${url}/services/data/v62.0/queryAll`, { signal: gone.signal }).catch(() => 'gone');
    let held = await rest('GET', '/sobjects');
    while (held.status === 200) held = await rest('GET', '/sobjects');
    gone.abort();
    expect(await hung).toBe('gone');
    while (held.status !== 200) held = await rest('GET', '/sobjects');
    expect((await rest('GET', '/sobjects')).status).toBe(200);
  },
};
