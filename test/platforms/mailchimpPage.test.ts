import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Api } from '../../src/platforms/mailchimp/api.js';
import { readPage } from '../../src/platforms/mailchimp/page.js';
import { tally } from '../../src/platforms/mailchimp/tally.js';
import type { Position } from '../../src/ports/people.js';

const BASE = Date.UTC(2026, 0, 1);

interface World {
  /** Each member's second after BASE. */
  readonly seconds: readonly number[];
  /** The server's longest page. */
  readonly most: number;
  readonly inclusive: boolean;
  /** Ties come in an order drawn anew for each call. */
  readonly shuffle: number;
}

/** A list as Mailchimp may order it: by second, ties in any order, bounds inclusive or not. */
function listOf({ seconds, most, inclusive, shuffle }: World): Api {
  let calls = 0;
  const members = seconds.map((second, n) => ({
    contact_id: `c${String(n).padStart(3, '0')}`,
    email_address: `p${n}@example.org`,
    status: 'subscribed',
    last_changed: new Date(BASE + second * 1_000).toISOString(),
    timestamp_opt: '',
    timestamp_signup: '',
    at: BASE + second * 1_000,
  }));
  const tie = (id: string) =>
    [...`${id}${shuffle === 0 ? 0 : Math.floor(calls * shuffle)}`].reduce(
      (hash, letter) => Math.imul(hash ^ letter.charCodeAt(0), 0x01000193) >>> 0,
      0x811c9dc5,
    );
  return {
    demand: async ({ query = {}, shape }) => {
      calls += 1;
      const [since, before] = [query['since_last_changed'], query['before_last_changed']].map((text) =>
        text === undefined ? null : Date.parse(text),
      );
      const fits = (at: number) =>
        (since == null || (inclusive ? at >= since : at > since)) &&
        (before == null || (inclusive ? at <= before : at < before));
      const chosen = members
        .filter(({ at }) => fits(at))
        .toSorted((a, b) => a.at - b.at || tie(a.contact_id) - tie(b.contact_id));
      if (query['sort_dir'] === 'DESC') chosen.reverse();
      const offset = Number(query['offset'] ?? 0);
      const read = shape.safeParse({ members: chosen.slice(offset, offset + most), total_items: chosen.length });
      if (!read.success) throw new Error(`no such shape at ${read.error.issues[0]?.path.join('.')}`);
      return read.data;
    },
    send: () => Promise.reject(new Error('not asked')),
    now: () => BASE,
    knowsTime: () => true,
    calls: () => calls,
  };
}

test('L1 for any stamps, ties, page lengths and kinds of bounds: upwards, all that lie in the window, none twice', () =>
  fc.assert(
    fc.asyncProperty(
      fc.record({
        seconds: fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 20 }),
        most: fc.integer({ min: 3, max: 8 }),
        inclusive: fc.boolean(),
        shuffle: fc.constantFrom(0, 0.2),
      }),
      fc.integer({ min: -500, max: 4_500 }),
      fc.integer({ min: 0, max: 6_500 }),
      fc.integer({ min: 1, max: 9 }),
      async (world, sinceMs, untilMs, limit) => {
        const api = listOf(world);
        const window = { since: BASE + sinceMs, until: BASE + untilMs, limit };
        const seen: Position[] = [];
        let after: Position | null = null;
        do {
          const page: { records: readonly Position[]; next: Position | null } = await readPage(api, ['EMAIL'], {
            ...window,
            after,
          });
          expect(page.records.length).toBeLessThanOrEqual(limit);
          seen.push(...page.records);
          after = page.next;
        } while (after !== null && api.calls() < 2_000);
        const expected = world.seconds.flatMap((second, n) =>
          second * 1_000 >= sinceMs && second * 1_000 <= untilMs ? [`c${String(n).padStart(3, '0')}`] : [],
        );
        expect(seen.map(({ id }) => id).toSorted()).toEqual(expected);
        const order = seen.map(({ stamp, id }) => `${stamp} ${id}`);
        expect(order).toEqual([...order].toSorted());
      },
    ),
    { numRuns: 100 },
  ));

test('a tally is exact for any stamps and kinds of bounds, and only given up where one second beside the window fills a page', () =>
  fc.assert(
    fc.asyncProperty(
      fc.record({
        seconds: fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 20 }),
        most: fc.integer({ min: 3, max: 8 }),
        inclusive: fc.boolean(),
        shuffle: fc.constantFrom(0, 0.2),
      }),
      fc.integer({ min: -500, max: 4_500 }),
      fc.integer({ min: 0, max: 6_500 }),
      async (world, sinceMs, untilMs) => {
        const counted = await tally(listOf(world), BASE + sinceMs, BASE + untilMs);
        const among = (from: number, to: number) =>
          world.seconds.filter((second) => second * 1_000 >= from && second * 1_000 <= to).length;
        const [first, last] = [Math.ceil(sinceMs / 1_000) * 1_000, Math.floor(untilMs / 1_000) * 1_000];
        const fills = [first - 1_000, last + 1_000].some((beside) => among(beside, beside) >= world.most);
        if (counted === null) expect(fills && world.inclusive).toBe(true);
        else expect(counted).toBe(among(sinceMs, untilMs));
      },
    ),
    { numRuns: 200 },
  ));

test('an answer that counts members and shows none is no listing: unreachable, tried again later', async () => {
  const api: Api = {
    ...listOf({ seconds: [], most: 5, inclusive: false, shuffle: 0 }),
    demand: async ({ shape }) => {
      const read = shape.safeParse({ members: [], total_items: 7 });
      if (!read.success) throw new Error('no such shape');
      return read.data;
    },
  };
  const window = { since: 0, until: BASE, limit: 5, after: null };
  await expect(readPage(api, ['EMAIL'], window)).rejects.toMatchObject({
    kind: 'unreachable',
    detail: { code: 'short' },
  });
});
