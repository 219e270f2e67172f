import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Position } from '../../src/ports/people.js';
import { openPlatform } from '../../src/platforms/index.js';
import { mailchimp } from '../../src/platforms/mailchimp/mailchimp.js';
import { LIST, mailchimpBench, type MailchimpBench } from './mailchimpBench.js';

const FIELDS = ['EMAIL', 'FNAME', 'LNAME'];
let bench: MailchimpBench;
beforeEach(async () => {
  bench = await mailchimpBench();
});
afterEach(() => bench.close());

/** Members made in one second of the sandbox's, as its clock stands. */
async function join(from: number, to: number, status = 'subscribed'): Promise<void> {
  for (let at = from; at < to; at += 500) {
    const members = Array.from({ length: Math.min(500, to - at) }, (_, n) => ({
      email_address: `p${at + n}@example.org`,
      status,
    }));
    await bench.other('POST', '', { members });
  }
}

async function walk(limit: number, until: number): Promise<string[]> {
  return (await walked(limit, until)).map(({ id }) => id);
}

async function walked(limit: number, until: number): Promise<Position[]> {
  const records: Position[] = [];
  let after: Position | null = null;
  do {
    const page = await bench.people.page('member', FIELDS, { since: 0, until, after, limit });
    expect(page.records.length).toBeLessThanOrEqual(limit);
    records.push(...page.records);
    after = page.next as Position | null;
  } while (after !== null);
  return records;
}

describe('a listing', () => {
  test.each([false, true])(
    'L1 more members than a page, many of one second, none twice and none missing (bounds inclusive: %s)',
    async (sinceInclusive) => {
      bench.system.settings({ sinceInclusive });
      await join(0, 100);
      bench.shop.kit.clock.advance(1_000);
      await join(100, 1_200);
      bench.shop.kit.clock.advance(1_000);
      await join(1_200, 1_250);
      await bench.people.describe('member');
      const ids = await walk(1_000, bench.people.now() + 5_000);
      expect(ids.length).toBe(1_250);
      expect(new Set(ids).size).toBe(1_250);
    },
  );

  test('the tally is what the pages yield, archived members included', async () => {
    await join(0, 3);
    const { id } = (await bench.people.findByEmail(FIELDS, ['p1@example.org']))[0]!;
    await bench.other('DELETE', `/members/${id}`);
    const until = bench.people.now() + 5_000;
    expect(await bench.people.tally(0, until)).toBe((await walk(2, until)).length);
    expect(await bench.people.tally(0, 1_000)).toBe(0);
  });

  test.each([false, true])(
    'a tally of more than a page is what the pages yield, in two calls (since inclusive: %s)',
    async (sinceInclusive) => {
      bench.system.settings({ sinceInclusive });
      await join(0, 100);
      bench.shop.kit.clock.advance(1_000);
      await join(100, 1_150);
      bench.shop.kit.clock.advance(1_000);
      await join(1_150, 1_200);
      await bench.people.describe('member');
      const stamps = (await walked(1_000, bench.people.now() + 5_000)).map(({ stamp }) => stamp);
      const [since, until] = [stamps[100]!, stamps[1_149]!];
      const before = bench.people.calls();
      expect(await bench.people.tally(since, until)).toBe(stamps.filter((at) => at >= since && at <= until).length);
      expect(bench.people.calls() - before).toBe(2);
    },
  );
});

describe('writing', () => {
  const update = (id: string, fields: Record<string, string | null>) =>
    bench.people.update([{ ref: 1, object: 'member', id, email: null, fields }]);
  const create = (email: string, optedOut = false) =>
    bench.people.create([
      { ref: 1, object: 'member', fields: { EMAIL: email, FNAME: 'New' }, carries: null, optedOut },
    ]);
  const joined = async (email: string) =>
    String((await bench.other('POST', '/members', { email_address: email, status: 'subscribed' }))['contact_id']);

  test('R-ALL-8 an update leaves an unsubscription as it is', async () => {
    const id = await joined('ana@example.org');
    await bench.other('PATCH', `/members/${id}`, { status: 'unsubscribed' });
    expect(await update(id, { FNAME: 'Ana' })).toMatchObject([{ kind: 'done', id }]);
    expect(await bench.other('GET', `/members/${id}`)).toMatchObject({
      status: 'unsubscribed',
      merge_fields: { FNAME: 'Ana' },
    });
  });

  test('R-ALL-9 a create brings nobody back from the archive', async () => {
    const id = await joined('ana@example.org');
    await bench.other('DELETE', `/members/${id}`);
    expect(await create('Ana@Example.org')).toEqual([{ kind: 'exists', id }]);
    expect(await bench.other('GET', `/members/${id}`)).toMatchObject({ status: 'archived' });
  });

  test('who was deleted for good is refused on create, gone on read and stale on update', async () => {
    const id = await joined('ana@example.org');
    await bench.other('POST', `/members/${id}/actions/delete-permanent`);
    expect(await create('ana@example.org')).toMatchObject([
      { kind: 'refused', code: 'Forgotten Email Not Subscribed' },
    ]);
    expect(await bench.people.read(FIELDS, [id])).toMatchObject([{ id, deleted: true, fields: {} }]);
    expect(await update(id, { FNAME: 'Ana' })).toEqual([{ kind: 'stale', code: '404' }]);
  });

  test('a new address goes to the same member; one that is taken is refused', async () => {
    const id = await joined('old@example.org');
    await joined('taken@example.org');
    expect(await update(id, { EMAIL: 'new@example.org' })).toMatchObject([{ kind: 'done', id }]);
    expect(await bench.people.findByEmail(FIELDS, ['new@example.org'])).toMatchObject([
      { id, email: 'new@example.org' },
    ]);
    expect(await update(id, { EMAIL: 'taken@example.org' })).toMatchObject([
      { kind: 'refused', code: 'Member Exists' },
    ]);
    expect(await update(id, { EMAIL: null })).toMatchObject([{ kind: 'refused', fields: ['EMAIL'] }]);
  });

  test('two drafts of one address make one member', async () => {
    const draft = (ref: number, email: string) => ({
      ref,
      object: 'member',
      fields: { EMAIL: email },
      carries: null,
      optedOut: false,
    });
    const outcomes = await bench.people.create([draft(1, 'ana@example.org'), draft(2, 'Ana@example.org')]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['done', 'exists']);
  });

  test('law L2: throttled in the middle of a batch of updates, what was written is told and the rest can be tried again', async () => {
    const ids = await Promise.all(['a@example.org', 'b@example.org'].map(joined));
    bench.shop.faults.add({
      system: 'mailchimp',
      kind: 'status',
      status: 429,
      match: { method: 'PATCH', path: ids[1]! },
    });
    const outcomes = await bench.people.update(
      ids.map((id, ref) => ({ ref, object: 'member', id, email: null, fields: { FNAME: 'X' } })),
    );
    expect(outcomes).toMatchObject([{ kind: 'done' }, { kind: 'missed' }]);
    await expect(
      bench.people.update([{ ref: 1, object: 'member', id: ids[1]!, email: null, fields: { FNAME: 'X' } }]),
    ).rejects.toMatchObject({ kind: 'throttled' });
  });

  test('law L2: an answer lost in the middle of a batch of updates leaves that one alone in doubt; whoever had no turn yet is missed', async () => {
    const ids = await Promise.all(Array.from({ length: 40 }, (_, n) => joined(`p${n}@example.org`)));
    bench.shop.faults.add({ system: 'mailchimp', kind: 'lost-answer', match: { method: 'PATCH', path: ids[4]! } });
    const change = (id: string, ref: number) => ({ ref, object: 'member', id, email: null, fields: { FNAME: 'X' } });
    const outcomes = await bench.people.update(ids.map(change));
    const kinds = outcomes.map(({ kind }) => kind);
    expect(kinds[4]).toBe('lost');
    const missed = kinds.indexOf('missed');
    expect(kinds.filter((kind) => kind !== 'lost').slice(0, missed - 1)).toEqual(Array(missed - 1).fill('done'));
    expect(new Set(kinds.slice(missed))).toEqual(new Set(['missed']));
    const stored = await bench.people.read(FIELDS, ids);
    const named = new Map(stored.map(({ id, fields }) => [id, fields['FNAME']]));
    expect(ids.map((id) => named.get(id))).toEqual(kinds.map((kind) => (kind === 'missed' ? null : 'X')));
  });

  test('law L2: when no answer at all comes, all of a batch are in doubt', async () => {
    const ids = await Promise.all(['a@example.org', 'b@example.org'].map(joined));
    bench.shop.faults.add({ system: 'mailchimp', kind: 'lost-answer', match: { method: 'PATCH' } });
    const change = (id: string, ref: number) => ({ ref, object: 'member', id, email: null, fields: { FNAME: 'X' } });
    await expect(bench.people.update(ids.map(change))).rejects.toMatchObject({ kind: 'unknown' });
  });

  test('a recheck of many is one delta and shows only what changed', async () => {
    const ids = await Promise.all(['a@example.org', 'b@example.org', 'c@example.org'].map(joined));
    bench.shop.kit.clock.advance(60_000);
    await bench.people.describe('member');
    const since = bench.people.now();
    await bench.other('PATCH', `/members/${ids[1]}`, { merge_fields: { FNAME: 'Bea' } });
    const before = bench.people.calls();
    const { records } = await bench.people.recheck(FIELDS, ids, since);
    expect(records.map(({ id, fields }) => [id, fields['FNAME']])).toEqual([[ids[1], 'Bea']]);
    expect(bench.people.calls() - before).toBe(2);
  });
});

describe('a recheck when more has changed than a page holds', () => {
  const recheck = async (asked: number, changed: number) => {
    await join(0, changed);
    await bench.people.describe('member');
    const all = await walk(1_000, bench.people.now() + 5_000);
    const seen = await bench.people.recheck(FIELDS, all.slice(0, asked), bench.people.now() - 60_000);
    return { ...seen, all };
  };

  test('few are asked one by one, and nothing is said of the others', async () => {
    const { records, partial, all } = await recheck(3, 1_200);
    expect([records.map(({ id }) => id).toSorted(), partial]).toEqual([all.slice(0, 3).toSorted(), true]);
  });

  test('for many a delta of several pages costs less: all that changed, so that the next one begins after it', async () => {
    const { records, partial, all } = await recheck(200, 2_300);
    expect([new Set(records.map(({ id }) => id)), partial]).toEqual([new Set(all), undefined]);
  });
});

describe('faults', () => {
  const at = (apiKey: string | null, list = LIST, baseUrl: string | null = bench.url, allowLoopback = true) =>
    mailchimp({ settings: { kind: 'mailchimp', baseUrl, apiKey }, allowLoopback, list });

  test('a bare 403 is too many calls, one with a reason is the key', async () => {
    bench.shop.faults.add({ system: 'mailchimp', kind: 'status', status: 403, times: 1 });
    await expect(bench.people.describe('member')).rejects.toMatchObject({ kind: 'throttled' });
    bench.shop.faults.add({ system: 'mailchimp', kind: 'status', status: 403, code: 'Forbidden', times: 1 });
    await expect(bench.people.describe('member')).rejects.toMatchObject({ kind: 'unauthorized' });
  });

  test('Retry-After is passed on in milliseconds', async () => {
    bench.shop.faults.add({ system: 'mailchimp', kind: 'status', status: 429, retryAfterS: 7, times: 1 });
    await expect(bench.people.describe('member')).rejects.toMatchObject({
      kind: 'throttled',
      detail: { retryAfterMs: 7_000 },
    });
  });

  test('a refused key, a list that is not there, nobody at home', async () => {
    await expect(at('bad0000-us19').describe('member')).rejects.toMatchObject({ kind: 'unauthorized' });
    await expect(at('abc-us19', 'nowhere').describe('member')).rejects.toMatchObject({ kind: 'misconfigured' });
    await expect(
      at('abc-us19', LIST, 'http://127.0.0.1:9').create([
        { ref: 1, object: 'member', fields: { EMAIL: 'a@example.org' }, carries: null, optedOut: false },
      ]),
    ).rejects.toMatchObject({ kind: 'unreachable' });
  });

  test('a list that is gone does not pass for the deletion of everyone', async () => {
    await expect(at('abc-us19', 'nowhere').read(FIELDS, ['0123456789abcdef0123456789abcdef'])).rejects.toMatchObject({
      kind: 'misconfigured',
    });
  });

  test.each<[string, string | null, string | null, boolean, string]>([
    ['no key', null, null, false, 'unauthorized'],
    ['a key without its data centre', 'abc', null, false, 'unauthorized'],
    ['a data centre that leads elsewhere', 'abc-evil.example/', null, false, 'unauthorized'],
    ['another host', 'abc-us19', 'https://example.org', false, 'misconfigured'],
    ['plain http to Mailchimp', 'abc-us19', 'http://us19.api.mailchimp.com', false, 'misconfigured'],
    ['this machine, not allowed', 'abc-us19', 'http://127.0.0.1:8702', false, 'misconfigured'],
  ])('%s: nothing is opened', (_what, key, baseUrl, allowLoopback, kind) => {
    expect(() => at(key, LIST, baseUrl, allowLoopback)).toThrow(expect.objectContaining({ kind }));
  });

  test('a platform this version does not carry is misconfigured', () => {
    expect(() =>
      openPlatform('apollo', {
        settings: { kind: 'apollo', baseUrl: null, apiKey: 'abc' },
        allowLoopback: false,
        list: '',
      }),
    ).toThrow(expect.objectContaining({ kind: 'misconfigured' }));
  });
});

test('an audience’s fields: tags, types, lengths, what must be given, what may be chosen', async () => {
  await bench.other('POST', '/merge-fields', {
    tag: 'SIZE',
    name: 'Size',
    type: 'dropdown',
    options: { choices: ['S', 'M'] },
    required: true,
  });
  await bench.other('POST', '/merge-fields', { tag: 'AGE', name: 'Age', type: 'number' });
  const { fields } = await bench.people.describe('member');
  const named = new Map(fields.map((field) => [field.name, field]));
  expect(named.get('EMAIL')).toMatchObject({ type: 'email', required: true });
  expect(named.get('FNAME')).toMatchObject({ type: 'text', length: 255, required: false, values: null });
  expect(named.get('SIZE')).toMatchObject({ required: true, values: ['S', 'M'] });
  expect(named.get('AGE')).toMatchObject({ type: 'number', length: null });
  expect(named.has('ADDRESS')).toBe(false);
});
