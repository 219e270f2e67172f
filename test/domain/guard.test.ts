import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  enoughLinks,
  kindOf,
  manyOptOuts,
  portion,
  rejected,
  trips,
  unsentState,
  type Count,
  type Kind,
} from '../../src/domain/guard.js';
import { change, row } from '../support/people.js';

const LIMITS = { creates: 0.2, updates: 0.3, deletes: 0.05, blankings: 0.1, atLeast: 50 };

const count = (kind: Kind, n: number, more: Partial<Count> = {}): Count => ({
  side: 'platform',
  kind,
  n,
  tripped: false,
  ...more,
});

describe('what a row is counted as', () => {
  test.each<[Kind, Parameters<typeof kindOf>]>([
    ['optOut', ['optOut', []]],
    ['create', ['create', [change(null, 'a')]]],
    ['update', ['update', [change(null, 'a'), change('b', 'c')]]],
    ['fill', ['update', [change(null, 'a')]]],
    ['blank TITLE', ['update', [change('a', null)]]],
    ['delete', ['delete', []]],
    ['delete', ['archive', []]],
  ])('%s', (kind, given) => expect(kindOf(...given)).toBe(kind));
});

describe('R-ALL-6 R-ALL-8 which kinds are held', () => {
  const tripped = (counts: readonly Count[], links: number, first = false) =>
    trips({ counts, limits: LIMITS, links, first }).map(({ side, kind }) => `${side} ${kind}`);

  test.each([
    ['above both the share and the least', [count('blank TITLE', 51)], 500, ['platform blank TITLE']],
    ['just at the least', [count('blank TITLE', 50)], 100, []],
    ['just at the share', [count('blank TITLE', 60)], 600, []],
    ['of one field, not of another', [count('blank A', 51), count('blank B', 9)], 100, ['platform blank A']],
    ['not two fields together', [count('blank A', 40), count('blank B', 40)], 100, []],
    ['updates and fillings together', [count('update', 30), count('fill', 30)], 100, ['platform update', 'platform fill']], // prettier-ignore
    ['each side alone', [count('update', 30), count('update', 30, { side: 'crm' })], 100, []],
    ['what tripped before in this run, though it is fewer now', [count('create', 1, { tripped: true })], 900, ['platform create']], // prettier-ignore
    ['R-ALL-9 deletions by a share of their own', [count('delete', 51), count('update', 51)], 900, ['platform delete']],
    ['opt-outs never', [count('optOut', 999)], 999, []],
  ])('%s', (_, counts, links, held) => expect(tripped(counts, links)).toEqual(held));

  test('in the first sync creates and fillings are what it is for; overwritten and cleared values are held', () => {
    const counts = [count('create', 99), count('fill', 99), count('update', 60), count('blank A', 60)];
    expect(tripped(counts, 100, true)).toEqual(['platform update', 'platform blank A']);
    expect(tripped([count('fill', 99), count('update', 9)], 100, true)).toEqual([]);
    expect(tripped([count('delete', 51)], 100, true)).toEqual(['platform delete']);
  });

  test('enough links give the verdict that all of them give, for every kind', () => {
    const kinds = fc.constantFrom<Kind>('create', 'update', 'fill', 'blank A', 'blank B', 'optOut');
    const counted = fc.record({ kind: kinds, n: fc.nat({ max: 300 }), tripped: fc.boolean() });
    const all = fc.uniqueArray(counted, { selector: ({ kind }) => kind, maxLength: 6 });
    const share = fc.constantFrom(0, 0.1, 0.2, 1);
    fc.assert(
      fc.property(all, fc.nat({ max: 5_000 }), share, fc.boolean(), (given, links, creates, first) => {
        const limits = { ...LIMITS, creates };
        const counts = given.map(({ kind, n, tripped }) => count(kind, n, { tripped }));
        const verdict = (known: number) => {
          const ask = { counts, limits, links: known, first };
          return [trips(ask), manyOptOuts(ask)];
        };
        expect(verdict(Math.min(links, enoughLinks(counts, limits)))).toEqual(verdict(links));
      }),
      { numRuns: 1_000 },
    );
  });

  test('many opt-outs are told, not held', () => {
    const many = (n: number) => manyOptOuts({ counts: [count('optOut', n)], limits: LIMITS, links: 100, first: false });
    expect([many(51), many(50)]).toEqual([51, 0]);
  });
});

describe('the rows of a plan', () => {
  const title = change('a', null);
  const phone = change('1', null, { rule: 'phone', field: 'PHONE' });
  const name = change('x', 'y', { rule: 'name', field: 'NAME' });
  const ask = { op: 'update', before: [], waiver: null, anew: 'new', alone: 'email' } as const;
  const held = (more: Parameters<typeof row>[0]) => row({ state: 'held', hold: 'h1', changes: [title], ...more });

  test('R-ALL-15 a new email is a row of its own: an address that someone else has stops nothing else', () => {
    const email = change('a@b.c', 'd@b.c', { rule: 'email', field: 'EMAIL' });
    const parts = portion({ ...ask, changes: [name, email, change('b', 'c', { rule: 'city', field: 'CITY' })] });
    expect(parts.map(({ changes }) => changes.map(({ field }) => field))).toEqual([['NAME', 'CITY'], ['EMAIL']]);
  });

  test('each blanking is a row of its own, the rest goes together', () => {
    const parts = portion({ ...ask, changes: [title, name, phone, change(null, 'b', { field: 'CITY' })] });
    expect(parts.map(({ changes }) => changes.map(({ field }) => field))).toEqual([
      ['TITLE'],
      ['NAME', 'CITY'],
      ['PHONE'],
    ]);
    expect(parts.every((part) => !part.held && part.hold === null)).toBe(true);
  });

  test('what was held stays held under its hash, whatever else changes; another value under a new one, unless it is no blanking any more', () => {
    const before = [held({ changes: [name, title] })];
    expect(portion({ ...ask, before, changes: [name, title, phone] })).toEqual([
      { changes: [name], hold: 'h1', held: true },
      { changes: [title], hold: 'h1', held: true },
      { changes: [phone], hold: null, held: false },
    ]);
    const other = { ...name, next: 'z' };
    expect(portion({ ...ask, before, changes: [other] })).toEqual([{ changes: [other], hold: 'new', held: true }]);
    const blanked = [held({ changes: [{ ...name, old: 'a', next: null }] })];
    expect(portion({ ...ask, before: blanked, changes: [other] })).toEqual([
      { changes: [other], hold: null, held: false },
    ]);
  });

  test('approval lets go what is as it was; over a value edited since it is held anew', () => {
    const before = [held({})];
    expect(portion({ ...ask, before, waiver: 'h1', changes: [title] })).toEqual([
      { changes: [title], hold: 'h1', held: false },
    ]);
    expect(portion({ ...ask, before, waiver: 'h2', changes: [title] })[0]).toMatchObject({ hold: 'h1', held: true });
    const edited = { ...title, old: 'b' };
    expect(portion({ ...ask, before, waiver: 'h1', changes: [edited] })).toEqual([
      { changes: [edited], hold: 'new', held: true },
    ]);
  });

  test('a held create stays held: under its hash while it is the same, under a new one when the person changed', () => {
    const create = { ...ask, op: 'create' as const };
    const before = [held({ op: 'create', changes: [name] })];
    expect(portion({ ...create, before, changes: [name] })).toEqual([{ changes: [name], hold: 'h1', held: true }]);
    expect(portion({ ...create, before, waiver: 'h1', changes: [name] })[0]).toMatchObject({ hold: 'h1', held: false });
    expect(portion({ ...create, before, waiver: 'h1', changes: [name, phone] })[0]).toMatchObject({
      hold: 'new',
      held: true,
    });
  });

  test('a row that was approved and not sent is held again', () => {
    expect([unsentState({ hold: 'h1' }), unsentState({ hold: null })]).toEqual(['held', 'void']);
  });

  test('a rejected update makes what stands the baseline, on either side', () => {
    const one = { ...title, from: null };
    expect(rejected({}, row({ side: 'platform', changes: [one] }), 5)).toEqual({
      title: { crm: null, platform: 'a', run: 3, at: 5 },
    });
    expect(rejected({}, row({ side: 'crm', changes: [one] }), 5)).toEqual({
      title: { crm: 'a', platform: null, run: 3, at: 5 },
    });
  });
});
