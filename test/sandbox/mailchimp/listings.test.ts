import { describe, expect, test } from '@jest/globals';
import { MEMBERS, servedMailchimp, START } from './support/servedMailchimp.js';

const { system, call, add, batch, arm, later, listed } = servedMailchimp();

describe('the listing', () => {
  test('pages by last change, after `since` and before `before`, with its total', async () => {
    for (const name of ['a', 'b', 'c', 'd']) {
      await add(`${name}@one.example`);
      later(10);
    }
    await call('PATCH', `${MEMBERS}/a@one.example`, { merge_fields: { FNAME: 'A' } });
    const sorted = 'sort_field=last_changed&sort_dir=ASC';
    expect(await listed(sorted)).toEqual(['b', 'c', 'd', 'a'].map((name) => `${name}@one.example`));
    expect(await listed('sort_field=last_changed&sort_dir=DESC&count=1&offset=1')).toEqual(['d@one.example']);
    expect(await listed(`${sorted}&since_last_changed=2026-01-05T08:00:20Z`)).toEqual([
      'd@one.example',
      'a@one.example',
    ]);
    expect(
      await listed(`${sorted}&since_last_changed=2026-01-05T08:00:09%2B00:00&before_last_changed=2026-01-05T08:00:30Z`),
    ).toEqual(['b@one.example', 'c@one.example']);
    system.settings({ sinceInclusive: true });
    expect(await listed(`${sorted}&since_last_changed=2026-01-05T08:00:20Z`)).toEqual([
      'c@one.example',
      'd@one.example',
      'a@one.example',
    ]);
    expect((await call('GET', `${MEMBERS}?count=1`)).body.total_items).toBe(4);
  });

  test('those of one second come in an order of their own that holds while nothing changes', async () => {
    await batch(Array.from({ length: 50 }, (_, n) => ({ email_address: `p${n}@one.example`, status: 'subscribed' })));
    const query = 'sort_field=last_changed&sort_dir=ASC&count=20';
    const pages = [await listed(query), await listed(`${query}&offset=20`), await listed(`${query}&offset=40`)].flat();
    expect(new Set(pages).size).toBe(50);
    expect(pages).not.toEqual(Array.from({ length: 50 }, (_, n) => `p${n}@one.example`));
  });

  test('fields and exclude_fields cut the answer', async () => {
    await add('ada@one.example', { FNAME: 'Ada' });
    expect(
      (await call('GET', `${MEMBERS}?fields=members.email_address,members.merge_fields.FNAME,total_items`)).body,
    ).toEqual({
      members: [{ email_address: 'ada@one.example', merge_fields: { FNAME: 'Ada' } }],
      total_items: 1,
    });
    expect((await call('GET', `${MEMBERS}?exclude_fields=members,_links`)).body).toEqual({
      list_id: 'main0001',
      total_items: 1,
    });
  });

  test.each([
    'count=-1',
    'offset=x',
    'since_last_changed=yesterday',
    'since_last_changed=2026-01-05T08:00:00+00:00',
    'status=gone',
    'sort_field=email',
  ])('%s is refused', async (query) => {
    expect((await call('GET', `${MEMBERS}?${query}`)).status).toBe(400);
  });

  test('a late commit is listed when it is due, with its earlier stamp, and as it was until then', async () => {
    await add('ada@one.example', { FNAME: 'Ada' });
    later(10);
    arm({ kind: 'late-commit', delayMs: 60_000, times: 2 });
    await call('PATCH', `${MEMBERS}/ada@one.example`, { merge_fields: { FNAME: 'Anna' } });
    await add('bo@one.example');
    const seen = async () =>
      (await call('GET', `${MEMBERS}?sort_field=last_changed&sort_dir=ASC`)).body.members
        .map((member: any) => [member.email_address, member.merge_fields.FNAME, member.last_changed])
        .toSorted();
    expect(await seen()).toEqual([['ada@one.example', 'Ada', '2026-01-05T08:00:00+00:00']]);
    later(60);
    expect(await seen()).toEqual([
      ['ada@one.example', 'Anna', '2026-01-05T08:00:10+00:00'],
      ['bo@one.example', '', '2026-01-05T08:00:10+00:00'],
    ]);
  });

  test('holds 5,000 members and pages them quickly', async () => {
    const people = Array.from({ length: 5_000 }, (_, n) => ({
      n,
      first: 'F',
      last: 'L',
      email: `p${n}@one.example`,
      phone: '',
      title: '',
      company: '',
      street: '',
      city: '',
      state: '',
      postalCode: '',
      country: '',
      changedAt: START - ((n * 7919) % 60_000_000) - 1000,
    }));
    system.seed(people, 'member');
    const cpu = process.cpuUsage();
    let since = '2020-01-01T00:00:00Z';
    for (let page = 0; page < 5; page += 1) {
      const { body } = await call(
        'GET',
        `${MEMBERS}?sort_field=last_changed&sort_dir=ASC&count=1000&since_last_changed=${encodeURIComponent(since)}&fields=members.contact_id,members.last_changed,total_items`,
      );
      expect(body.members).toHaveLength(1000);
      since = body.members.at(-1).last_changed;
    }
    const { user, system: kernel } = process.cpuUsage(cpu);
    // By processor time, so that a busy machine matters little.
    expect((user + kernel) / 1e6).toBeLessThan(5);
  });
});
