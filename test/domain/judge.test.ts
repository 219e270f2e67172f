import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isClosed, judgeUpdate } from '../../src/domain/judge.js';
import type { Snapshot } from '../../src/domain/record.js';
import type { Value } from '../../src/domain/value.js';
import { change, NOON, record, row } from '../support/people.js';

/** A write whose answer was lost, judged on what its side shows now (protocol 4.5). */

describe('a call can land no more', () => {
  const HALF = 15_000;
  const HOLD = 600_000;
  const sent = row({ state: 'unknown', sentAt: NOON });
  test.each([
    ['the moment it was marked sent', 0, false],
    ['after the hold alone: a slow worker may have sent it half a timeout later', HOLD, false],
    ['just before both are over', HALF + HOLD - 1, false],
    ['once both are over', HALF + HOLD, true],
  ])('%s', (_when, after, closed) => expect(isClosed(sent, NOON + after, HALF, HOLD)).toBe(closed));

  test('never, where it is not known when it was sent', () =>
    expect(isClosed(row({ sentAt: null }), NOON * 2, HALF, HOLD)).toBe(false));
});

/** TITLE from a to b and PHONE from 1 to 2. */
const sent = row({
  state: 'unknown',
  sentAt: NOON,
  changes: [change('a', 'b'), change('1', '2', { rule: 'phone', field: 'PHONE' })],
});
const shows = (TITLE: Value, PHONE: Value, more: Partial<Snapshot> = {}) =>
  record('platform', { fields: { TITLE, PHONE }, ...more });

describe('an update', () => {
  test.each<[string, Snapshot | undefined, [early: string, closed: string]]>([
    ['all fields are new', shows('b', '2'), ['landed', 'landed']],
    ['one is new, someone changed the other since', shows('b', '9'), ['undecided', 'landed']],
    ['one is new, one is old: either may be someone’s doing', shows('b', '1'), ['undecided', 'landed']],
    ['all fields are old', shows('a', '1'), ['undecided', 'notLanded']],
    ['one is old, someone changed the other', shows('a', '9'), ['undecided', 'notLanded']],
    ['none is old or new: the later edit stands', shows('c', '9'), ['undecided', 'landed']],
    ['cleared since: the later edit stands', shows(null, null), ['undecided', 'landed']],
    ['the record was deleted, and shows it landed', shows('b', '2', { deleted: true }), ['landed', 'landed']],
    [
      'the lead was converted, and shows it landed',
      shows('b', '2', { convertedTo: '003000000000002AAA' }),
      ['landed', 'landed'],
    ],
    [
      'the record was merged away, and shows it did not land',
      shows('a', '1', { mergedInto: '003000000000002AAA' }),
      ['undecided', 'notLanded'],
    ],
    ['the record is not there at all', undefined, ['undecided', 'notLanded']],
    ['R-ALL-13 a field that is no longer there tells nothing: the other is new', onlyPhone('2'), ['landed', 'landed']],
    [
      'R-ALL-13 a field that is no longer there tells nothing: the other is old',
      onlyPhone('1'),
      ['undecided', 'notLanded'],
    ],
    [
      'R-ALL-13 a field that is no longer there tells nothing: someone changed the other',
      onlyPhone('9'),
      ['undecided', 'landed'],
    ],
    ['R-ALL-13 none of the fields is there any longer', record('platform', { fields: {} }), ['undecided', 'notLanded']],
  ])('%s', (_what, target, [early, closed]) => {
    expect(judgeUpdate(sent, target, false).kind).toBe(early);
    expect(judgeUpdate(sent, target, true).kind).toBe(closed);
  });

  test('that landed tells the record as it was read', () => {
    const target = shows('b', '2');
    expect(judgeUpdate(sent, target, false)).toEqual({ kind: 'landed', record: target });
  });

  test('of fields that are new and fields that are old the greater number tells', () => {
    const third = (EMAIL: Value) => ({ ...shows('b', '1'), fields: { ...shows('b', '1').fields, EMAIL } });
    const three = row({ ...sent, changes: [...sent.changes, change('x', 'y', { field: 'EMAIL' })] });
    expect(judgeUpdate(three, third('y'), false).kind).toBe('landed');
    expect(judgeUpdate(three, third('y'), true)).toEqual({ kind: 'landed', record: third('y') });
  });

  test('where they are as many, each field is judged by itself: the old ones are planned again', () => {
    const target = shows('b', '1');
    const [title] = sent.changes;
    expect(judgeUpdate(sent, target, true)).toEqual({ kind: 'landed', record: target, changes: [title] });
  });

  test('a field written as it was tells nothing', () => {
    const same = row({ changes: [change('a', 'a'), change('1', '2', { field: 'PHONE' })] });
    expect(judgeUpdate(same, shows('a', '1'), true).kind).toBe('notLanded');
    expect(judgeUpdate(same, shows('a', '2'), true).kind).toBe('landed');
    expect(judgeUpdate(row({ changes: [change('a', 'a')] }), shows('a', '1'), true).kind).toBe('notLanded');
  });

  test('before it is closed only new values decide, most of all fields, and what is decided then stays so', () => {
    const value = fc.constantFrom('a', 'b', 'c', null);
    const phone = fc.constantFrom('1', '2', '3', null);
    fc.assert(
      fc.property(fc.record({ TITLE: value, PHONE: phone }, { requiredKeys: [] }), (fields) => {
        const target = record('platform', { fields: { ...fields } });
        const shown = [fields.TITLE, fields.PHONE].filter((one) => one !== undefined);
        const landed = shown.length > 0 && shown.every((one) => one === 'b' || one === '2');
        expect(judgeUpdate(sent, target, false).kind).toBe(landed ? 'landed' : 'undecided');
        if (landed) expect(judgeUpdate(sent, target, true).kind).toBe('landed');
        expect(judgeUpdate(sent, target, true).kind).not.toBe('undecided');
      }),
      { numRuns: 200 },
    );
  });
});

function onlyPhone(PHONE: Value): Snapshot {
  return record('platform', { fields: { PHONE } });
}
