import { expect, test } from '@jest/globals';
import type { Opened } from '../../activities/deps.js';
import { chainEnds } from '../../activities/planning/chains.js';
import type { Desk } from '../../activities/planning/desk.js';
import type { Snapshot } from '../../src/domain/record.js';
import { bench, newLink } from '../contract/storeSamples.js';
import { memoryStore } from '../support/memoryStore.js';
import { record } from '../support/people.js';

/** Ends of the chains that begin at `linked` (with a link each) and `others`, in an org of these records; with how many calls. */
async function ends(org: readonly Snapshot[], linked: readonly string[], others: readonly string[] = []) {
  const store = memoryStore(() => 0);
  const { tx } = await bench(store);
  await tx((inside) => inside.addLinks(linked.map((id) => newLink(id, `m-${id}`))));
  let calls = 0;
  const crm = {
    read: async (_fields: unknown, ids: readonly string[]) => {
      calls += 1;
      return org.filter(({ id }) => ids.includes(id));
    },
  };
  const desk = {
    deps: { store },
    opened: { crm } as unknown as Opened,
    lane: { tx },
    mapping: { rules: [] },
  } as unknown as Desk;
  const items = [...linked, ...others].map((id) => ({
    record: org.find((one) => one.id === id)!,
    key: null,
    seq: 1,
    phase: 'first' as const,
  }));
  const { ends, passed } = await chainEnds(desk, items);
  return {
    found: Object.fromEntries([...ends].map(([id, end]) => [id, end.record.id])),
    passed: [...passed.keys()],
    calls,
  };
}

const merged = (id: string, into: string, more: Partial<Snapshot> = {}) =>
  record('crm', { id, deleted: true, mergedInto: into, ...more });

test('R-ALL-10 R-ALL-11 a chain of conversions and merges is followed to its end, be it deleted; several at once', async () => {
  const org = [
    record('crm', { id: 'lead', convertedTo: 'a' }),
    merged('a', 'b'),
    merged('b', 'c'),
    record('crm', { id: 'c', deleted: true }),
    merged('x', 'c'),
  ];
  expect(await ends(org, ['lead', 'x'])).toEqual({ found: { lead: 'c', x: 'c' }, passed: ['a', 'b'], calls: 2 });
});

test('R-ALL-11 a circle, a chain without end and a person account lead nowhere, and are not followed for ever', async () => {
  const long = Array.from({ length: 40 }, (_, n) => merged(`n${n}`, `n${n + 1}`));
  const org = [
    merged('a', 'b'),
    merged('b', 'a'),
    merged('p', 'q'),
    record('crm', { id: 'q', unfit: 'person-account' }),
    ...long,
  ];
  const { found, calls } = await ends(org, ['a', 'p', 'n0']);
  expect(found).toEqual({});
  expect(calls).toBeLessThan(20);
});

test('R-ALL-8 of those who never had a link only the opted out are followed', async () => {
  const org = [merged('a', 'c'), merged('b', 'c', { optedOut: true }), record('crm', { id: 'c' })];
  expect(await ends(org, [], ['a', 'b'])).toEqual({ found: { b: 'c' }, passed: [], calls: 1 });
});
