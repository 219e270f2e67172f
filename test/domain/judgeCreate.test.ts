import { describe, expect, test } from '@jest/globals';
import { type CreateSearch, judgeCreate } from '../../src/domain/judge.js';
import type { Snapshot } from '../../src/domain/record.js';
import { ANA, change, IDS, NOON, record, row } from '../support/people.js';

/** A create whose answer was lost (protocol 4.5): who, of those found, is the one it made. */

/** Ana, from member-1, as a new contact. */
const sent = row({
  op: 'create',
  side: 'crm',
  object: 'Contact',
  target: null,
  source: IDS.platform,
  state: 'unknown',
  sentAt: NOON,
  key: ANA,
  changes: [
    change(null, 'Ana@Example.org', { rule: 'email', field: 'Email' }),
    change(null, 'Ana', { rule: 'first', field: 'FirstName' }),
    change(null, 'Lang', { rule: 'last', field: 'LastName' }),
  ],
});

const ana = { Email: 'Ana@Example.org', FirstName: 'Ana', LastName: 'Lang' };
const found = (more: Partial<Snapshot> = {}): Snapshot =>
  record('crm', { createdAt: NOON + 1_000, fields: ana, ...more });
const later = { email: 'ana@lang.example' };

type Case = [string, readonly Snapshot[], 'landed' | 'landed, once closed' | 'ambiguous' | 'not found'];

function judged(search: CreateSearch): string {
  const [early, closed] = [judgeCreate(sent, search, false), judgeCreate(sent, search, true)];
  if (early.kind === 'landed') {
    expect(closed).toEqual(early);
    expect(early.record).toBe(search.found[0]);
    return 'landed';
  }
  expect(early.kind).toBe('undecided');
  if (closed.kind === 'landed') expect(closed.record).toBe(search.found[0]);
  return closed.kind === 'landed' ? 'landed, once closed' : closed.kind === 'ambiguous' ? 'ambiguous' : 'not found';
}

describe('where creates carry the other side’s id', () => {
  test.each<Case>([
    ['the one that carries it', [found({ carries: IDS.platform })], 'landed'],
    ['whatever became of it', [found({ carries: IDS.platform, ...later, fields: {} })], 'landed'],
    ['deleted since', [found({ carries: IDS.platform, deleted: true })], 'landed'],
    ['one with the same email that carries nothing: somebody’s own', [found()], 'not found'],
    ['one that carries another id', [found({ carries: 'member-2' })], 'not found'],
    ['nobody', [], 'not found'],
  ])('%s', (_what, records, expected) =>
    expect(judged({ found: records, carriesIds: true, onlyOurs: true })).toBe(expected),
  );

  test('nothing carried is not the id of nothing', () =>
    expect(
      judgeCreate({ ...sent, source: null }, { found: [found()], carriesIds: true, onlyOurs: true }, true).kind,
    ).toBe('notLanded'));
});

describe('among records of our own only', () => {
  test.each<Case>([
    ['one with the email', [found()], 'landed'],
    ['one with the email, all else edited since', [found({ fields: { FirstName: 'Anna' } })], 'landed'],
    ['deleted since', [found({ deleted: true })], 'landed'],
    ['the email was corrected since: by another written field', [found(later)], 'landed, once closed'],
    [
      'the email was corrected and the name changed',
      [found({ ...later, fields: { FirstName: 'Ana' } })],
      'landed, once closed',
    ],
    ['two are as alike', [found(later), found({ ...later, id: '003000000000002AAA' })], 'ambiguous'],
    [
      'one is more alike than the other',
      [found(later), found({ ...later, id: '003000000000002AAA', fields: { LastName: 'Lang' } })],
      'landed, once closed',
    ],
    ['the email was corrected and the record deleted', [found({ ...later, deleted: true })], 'landed, once closed'],
    ['the stamps of the two clocks differ a little', [found({ createdAt: NOON - 4_000 })], 'landed'],
    ['one made before the mark', [found({ createdAt: NOON - 60_000 })], 'not found'],
    ['one with another email and nothing alike', [found({ ...later, fields: { FirstName: 'Bo' } })], 'not found'],
    ['nobody', [], 'not found'],
  ])('%s', (_what, records, expected) =>
    expect(judged({ found: records, carriesIds: false, onlyOurs: true })).toBe(expected),
  );

  test('the email comes before likeness', () => {
    const search = { found: [found(later), found({ id: '003000000000002AAA' })], carriesIds: false, onlyOurs: true };
    expect(judgeCreate(sent, search, true)).toEqual({ kind: 'landed', record: search.found[1] });
  });
});

describe('where others’ records are among them', () => {
  const twin = found({ ...later, id: '003000000000002AAA' });
  test.each<Case>([
    ['one with the email, made since the mark', [found({ fields: {} })], 'landed'],
    ['one with the email, not known when it was made, with one more field', [found({ createdAt: null })], 'landed'],
    [
      'one with the email, not known when it was made, with nothing else alike',
      [found({ createdAt: null, fields: { FirstName: 'Bo' } })],
      'not found',
    ],
    ['one with the email, made before the mark', [found({ createdAt: NOON - 60_000 })], 'not found'],
    ['the email was corrected since: all other fields are alike', [found(later)], 'landed, once closed'],
    ['not all other fields are alike', [found({ ...later, fields: { ...ana, LastName: 'Long' } })], 'not found'],
    ['all other fields are alike in two of them', [found(later), twin], 'ambiguous'],
  ])('%s', (_what, records, expected) =>
    expect(judged({ found: records, carriesIds: false, onlyOurs: false })).toBe(expected),
  );
});
