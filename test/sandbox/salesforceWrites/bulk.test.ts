import { describe, expect, test } from '@jest/globals';
import { servedSalesforce } from './support/servedSalesforce.js';

const { url, api, many, made, read, writes } = servedSalesforce();

describe('Bulk API 2.0', () => {
  const job = async (spec: object, csv: string) => {
    const opened = (await api('POST', '/jobs/ingest', spec)).body as { id: string };
    expect(
      (
        await fetch(`${url()}/services/data/v62.0/jobs/ingest/${opened.id}/batches`, {
          method: 'PUT',
          headers: { authorization: 'Bearer sync', 'content-type': 'text/csv' },
          body: csv,
        })
      ).status,
    ).toBe(201);
    await api('PATCH', `/jobs/ingest/${opened.id}`, { state: 'UploadComplete' });
    return opened.id;
  };
  const text = async (path: string) => {
    const answer = await fetch(`${url()}/services/data/v62.0${path}`, {
      headers: { authorization: 'Bearer sync' },
    });
    return {
      text: await answer.text(),
      type: answer.headers.get('content-type'),
      locator: answer.headers.get('sforce-locator'),
    };
  };

  test('an ingest job writes row by row and says what became of each', async () => {
    const id = await job({ object: 'Lead', operation: 'insert' }, 'LastName,Company,Title\nAda,X,T\n,X,\n');
    expect((await api('GET', `/jobs/ingest/${id}`)).body).toMatchObject({
      state: 'JobComplete',
      numberRecordsProcessed: 2,
      numberRecordsFailed: 1,
    });
    expect((await text(`/jobs/ingest/${id}/successfulResults`)).text).toMatch(
      /^"sf__Id","sf__Created","LastName","Company","Title"\n"00Q\w{15}","true","Ada","X","T"\n$/,
    );
    expect((await text(`/jobs/ingest/${id}/failedResults`)).text).toContain(
      'REQUIRED_FIELD_MISSING:Required fields are missing: [LastName]:LastName --',
    );
    expect(writes()).toHaveLength(1);
  });

  test('a blank cell leaves a field alone, #N/A empties it', async () => {
    const id = await made('Lead', { LastName: 'A', Company: 'X', Title: 'T', Phone: '1' });
    await job({ object: 'Lead', operation: 'update' }, `Id,Title,Phone\n${id},,#N/A\n`);
    expect(await read(id, 'Title, Phone')).toMatchObject({ Title: 'T', Phone: null });
  });

  test('query results come in pages whose last locator is the word null', async () => {
    await many(
      'POST',
      '/composite/sobjects',
      ['a', 'b', 'c'].map((LastName) => ({ LastName, Company: 'X' })),
    );
    const { id } = (
      await api('POST', '/jobs/query', { operation: 'query', query: 'SELECT LastName, SystemModstamp FROM Lead' })
    ).body as { id: string };
    const first = await text(`/jobs/query/${id}/results?maxRecords=2`);
    const second = await text(`/jobs/query/${id}/results?maxRecords=2&locator=${first.locator ?? ''}`);
    expect([first.type, second.locator]).toEqual(['text/csv', 'null']);
    const names = [first, second]
      .flatMap((page) => page.text.trim().split('\n').slice(1))
      .map((line) => line.slice(0, 3));
    expect(names.toSorted()).toEqual(['"a"', '"b"', '"c"']);
    expect(first.text).toContain('"2026-01-05T08:00:00.000Z"');
  });
});
