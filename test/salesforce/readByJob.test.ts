import { afterEach, describe, expect, test } from '@jest/globals';
import type { Snapshot } from '../../src/domain/record.js';
import type { Page, People, Position, Window } from '../../src/ports/people.js';
import { salesforce } from '../../src/salesforce/index.js';
import { salesforceBench, type BenchOptions } from './salesforceBench.js';
import { settings } from './settings.js';
import { stubOrg, type Answer, type Heard } from './stubOrg.js';

const FIELDS = ['Email', 'FirstName', 'LastName', 'Account.Name', 'Birthdate', 'Description', 'Score__c'];

let close: () => Promise<void>;
afterEach(() => close());

const begin = async (options: BenchOptions = {}) => {
  const bench = await salesforceBench({
    settings: { bulkFrom: 3 },
    ...options,
    org: { customFields: [{ object: 'Contact', name: 'Score__c', type: 'double' }], ...(options.org as object) },
  });
  ({ close } = bench);
  return bench;
};
type Bench = Awaited<ReturnType<typeof begin>>;

const many = (bench: Bench, count: number) =>
  bench.other('POST', '/composite/sobjects', {
    allOrNone: true,
    records: Array.from({ length: count }, (_, n) => ({
      attributes: { type: 'Contact' },
      LastName: `Last ${n}, "the ${n}th"`,
      ...(n % 2 === 0 ? { FirstName: 'Zoë 🦉', Score__c: n / 4 } : { Description: `one\r\ntwo, ${n}` }),
      Email: `many.${n}@example.org`,
      Birthdate: '1970-01-31',
    })),
  });

const windowOf = ({ people }: { people: People }, more: Partial<Window> = {}): Window => ({
  since: 0,
  until: people.now() + 2_000,
  after: null,
  limit: 2_000,
  seq: 7,
  ...more,
});

/** From page to page as collect goes; `between` may do anything after each. */
async function walk(
  people: () => People,
  window: Window,
  between: (page: Page, nth: number) => unknown = () => undefined,
) {
  const records: Snapshot[] = [];
  const pages: Page[] = [];
  let at: Pick<Window, 'after' | 'job'> = { after: window.after, job: null };
  for (let nth = 1; nth < 40; nth += 1) {
    const page = await people().page('Contact', FIELDS, { ...window, seq: (window.seq ?? 0) + nth, ...at });
    pages.push(page);
    records.push(...page.records);
    if (page.next === null) return { records, pages };
    at = { after: page.next, job: page.job ?? null };
    await between(page, nth);
  }
  throw new Error('the walk does not end');
}

const byId = (records: readonly Snapshot[]) => records.toSorted((a, b) => (a.id < b.id ? -1 : 1));

test('L1 a window of at least bulkFrom rows goes on by a job, which shows the same as page after page: values, blanks, the deleted', async () => {
  const bench = await begin();
  const account = await bench.create('Account', { Name: 'Acme, "Inc."' });
  await bench.create('Contact', { LastName: 'Hers', AccountId: account });
  await many(bench, 20);
  bench.act('delete', { ids: [await bench.create('Contact', { LastName: 'Gone', Email: 'gone@example.org' })] });
  const window = windowOf(bench);
  const { seq: _, ...plain } = window;
  const { records: rows } = await bench.people.page('Contact', FIELDS, plain);
  const { records, pages } = await walk(() => bench.people, window);
  expect(pages[0]?.records).toHaveLength(3);
  expect(records).toHaveLength(22);
  expect(byId(records)).toEqual(byId(rows));
  expect(new Set(rows.map(({ fields }) => typeof fields['Score__c']))).toEqual(new Set(['number', 'object']));
});

test('a smaller window is read without any job, and so is one nobody can wait for', async () => {
  const bench = await begin();
  await many(bench, 2);
  expect((await bench.people.page('Contact', FIELDS, windowOf(bench))).next).toBeNull();
  await many(bench, 20);
  const { seq: _, ...plain } = windowOf(bench, { limit: 5 });
  expect((await bench.people.page('Contact', FIELDS, plain)).job).toBeUndefined();
});

test('a window of more than a page and less than bulkFrom is counted once, and read page by page', async () => {
  const bench = await begin({ settings: { bulkFrom: 30 } });
  await many(bench, 20);
  const { pages } = await walk(() => bench.people, windowOf(bench, { limit: 6 }));
  expect(pages.map(({ records }) => records.length)).toEqual([6, 6, 6, 2]);
  const before = bench.people.calls();
  await walk(() => bench.people, windowOf(bench, { limit: 6 }));
  expect(bench.people.calls() - before).toBe(5);
  await many(bench, 20);
  expect((await bench.people.page('Contact', FIELDS, windowOf(bench, { limit: 6 }))).job).toBeTruthy();
});

test('a job that takes its time is asked for after growing waits, by whoever has its position, and is as of its beginning', async () => {
  const bench = await begin({ org: { bulkBatchMs: 10_000 } });
  await many(bench, 9);
  const waits: (number | undefined)[] = [];
  let people = bench.people;
  const { records, pages } = await walk(
    () => people,
    windowOf(bench),
    async ({ wait }, nth) => {
      if (nth > 1) waits.push(wait);
      if (nth > 3) bench.shop.kit.clock.advance(6_000);
      // Another worker, which knows nothing but what the page said.
      people = await bench.open();
    },
  );
  expect(waits).toEqual([1_000, 2_000, 4_000, 8_000]);
  expect(new Set(records.map(({ id }) => id)).size).toBe(9);
  expect(pages.flatMap(({ job }) => job?.seq ?? [])).toEqual([0, 9, 9, 9, 9]);
});

describe('a job that comes to nothing', () => {
  const abort = async (bench: Bench) => {
    const { records } = (await bench.other('GET', '/jobs/query')) as {
      records: { id: string; state: string }[];
    };
    for (const { id } of records.filter(({ state }) => state !== 'Aborted'))
      await bench.other('PATCH', `/jobs/query/${id}`, { state: 'Aborted' });
  };

  test('is begun anew, and everyone is met', async () => {
    const bench = await begin({ org: { bulkBatchMs: 10_000 } });
    await many(bench, 9);
    const { records, pages } = await walk(
      () => bench.people,
      windowOf(bench),
      async (_, nth) => {
        if (nth === 2) await abort(bench);
        if (nth > 4) bench.shop.kit.clock.advance(11_000);
      },
    );
    expect(new Set(records.map(({ id }) => id)).size).toBe(9);
    expect(pages.map(({ job }) => job?.failures)).toEqual([0, 0, 1, 1, 1, undefined]);
  });

  test('again and again gives way to pages', async () => {
    const bench = await begin({ org: { bulkBatchMs: 10_000 } });
    await many(bench, 9);
    const { records, pages } = await walk(
      () => bench.people,
      windowOf(bench),
      () => abort(bench),
    );
    expect(new Set(records.map(({ id }) => id)).size).toBe(9);
    expect(pages.at(-2)).toMatchObject({ records: [] });
    expect(pages.at(-2)?.job).toBeUndefined();
  });

  test('because its results were forgotten meanwhile is begun anew', async () => {
    const bench = await begin({ org: { bulkBatchMs: 10_000 } });
    await many(bench, 9);
    const { records } = await walk(
      () => bench.people,
      windowOf(bench),
      (_, nth) => {
        bench.shop.kit.clock.advance(nth === 2 ? 8 * 86_400_000 : 11_000);
      },
    );
    expect(new Set(records.map(({ id }) => id)).size).toBe(9);
  });

  test('because Salesforce takes none gives way to pages', async () => {
    const bench = await begin();
    await many(bench, 9);
    bench.arm({
      match: { method: 'POST', path: '/jobs/query' },
      kind: 'status',
      status: 400,
      code: 'FEATURENOTENABLED',
    });
    const { records } = await walk(() => bench.people, windowOf(bench));
    expect(new Set(records.map(({ id }) => id)).size).toBe(9);
    expect(await bench.other('GET', '/jobs/query')).toMatchObject({ records: [] });
  });
});

test('L7 a page of results that is cut is unreachable, and comes whole when it is asked for again', async () => {
  const bench = await begin();
  await many(bench, 9);
  const window = windowOf(bench);
  const first = await bench.people.page('Contact', FIELDS, window);
  const begun = await bench.people.page('Contact', FIELDS, { ...window, after: first.next, job: first.job ?? null });
  const at = { ...window, after: begun.next, job: begun.job ?? null };
  bench.arm({ match: { path: '/results' }, kind: 'truncate' });
  await expect(bench.people.page('Contact', FIELDS, at)).rejects.toMatchObject({ kind: 'unreachable' });
  expect((await bench.people.page('Contact', FIELDS, at)).records).toHaveLength(6);
});

describe('answers no sandbox gives', () => {
  const NAMES = ['Id', 'IsDeleted', 'SystemModstamp', 'CreatedDate', 'LastName'];
  const row = (n: number) => [
    `003dL000000000${n}QAA`,
    'false',
    '2026-01-02T03:04:05.000Z',
    '2026-01-02T03:04:05.000Z',
    `L${n}`,
  ];
  const csv = (rows: readonly (readonly string[])[]) =>
    [NAMES, ...rows].map((line) => `${line.map((value) => `"${value}"`).join(',')}\n`).join('');
  const page = (rows: readonly (readonly string[])[], locator: string, body = csv(rows)): Answer => ({
    headers: { 'content-type': 'text/csv', 'sforce-locator': locator, 'sforce-numberofrecords': String(rows.length) },
    body,
  });
  const AT = {
    after: { stamp: 5, id: row(1)[0]! },
    job: { id: '750dL0000000001QAA', locator: 'abc', seq: 1, polls: 0, failures: 0 },
  };

  async function ask(answer: (call: Heard) => Answer) {
    const org = await stubOrg((call) =>
      call.path.includes('/describe')
        ? { body: { fields: NAMES.map((name) => ({ name, type: name === 'IsDeleted' ? 'boolean' : 'string' })) } }
        : answer(call),
    );
    ({ close } = org);
    const people = await salesforce({
      settings: settings(org.url),
      allowLoopback: true,
      objects: ['Contact'],
      lookIn: ['Contact'],
    });
    const window = { since: 0, until: Date.parse('2026-01-03T00:00:00Z'), limit: 2_000, seq: 2 };
    return {
      org,
      page: (at: { after: Position; job: Window['job'] }) =>
        people.page('Contact', ['LastName'], { ...window, ...at, job: at.job ?? null }),
    };
  }

  test('results of several pages are followed by their locator to the `null` in so many letters', async () => {
    const answers = [page([row(1), row(2)], 'MTAw/+='), page([row(3)], 'null')];
    const { org, page: read } = await ask((call) => (call.path.includes('/results') ? answers.shift()! : { body: {} }));
    const first = await read(AT);
    expect(first).toMatchObject({ next: AT.after, job: { ...AT.job, locator: 'MTAw/+=' } });
    const last = await read({ after: first.next!, job: first.job });
    expect([...first.records, ...last.records].map(({ fields }) => fields)).toEqual(
      [1, 2, 3].map((n) => ({ LastName: `L${n}` })),
    );
    expect(last.next).toBeNull();
    const results = org.heard.filter(({ path }) => path.includes('/results')).map(({ path }) => path);
    expect(results).toEqual([
      expect.stringContaining('maxRecords=10000&locator=abc'),
      expect.stringContaining('maxRecords=10000&locator=MTAw/+='),
    ]);
  });

  test.each([
    ['fewer rows than it says', page([row(1), row(2)], 'null', csv([row(1)]))],
    ['a row cut in the middle', page([row(1), row(2)], 'null', csv([row(1), row(2)]).slice(0, -9))],
    [
      'no locator at all',
      { ...page([row(1)], 'null'), headers: { 'content-type': 'text/csv', 'sforce-numberofrecords': '1' } },
    ],
    ['a page of HTML', { headers: { 'content-type': 'text/html' }, body: '<html>' }],
  ] as const)('L7 a page with %s is no page', async (_, answer) => {
    const { page: read } = await ask((call) => (call.path.includes('/results') ? answer : { body: {} }));
    await expect(read(AT)).rejects.toMatchObject({ kind: 'unreachable' });
  });

  test('results without a column that is wanted by now begin the job anew', async () => {
    const other = csv([row(1)]).replace('LastName', 'Other');
    const { page: read } = await ask((call) =>
      call.path.includes('/results') ? page([row(1)], 'null', other) : { body: {} },
    );
    expect(await read(AT)).toMatchObject({ records: [], next: AT.after, job: { id: null, failures: 1 } });
  });
});
