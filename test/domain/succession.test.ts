import { expect, test } from '@jest/globals';
import { inherited, succession, type Standing, type Succession } from '../../src/domain/succession.js';
import { fence } from '../../src/domain/fence.js';
import { judgeMerge } from '../../src/domain/judge.js';
import { link, record, row } from '../support/people.js';

const ids = (crm: string, platform: string | null) => ({ ids: { crm, platform } });
const NONE = { successor: false, mine: false, theirs: false };

/** Two whole links, all living, nobody opted out. */
function standing(more: Partial<Standing> = {}): Standing {
  return {
    mine: ids('l', 'p'),
    theirs: ids('e', 'q'),
    synced: true,
    open: false,
    left: false,
    alive: { successor: true, mine: true, theirs: true },
    optedOut: NONE,
    ...more,
  };
}

test.each<[string, Partial<Standing>, Succession]>([
  ['both have a living platform record: these become one', {}, { kind: 'merges' }],
  ['either has an open write: it waits', { open: true }, { kind: 'waits' }],
  ['the successor is unknown: the link moves', { theirs: null }, { kind: 'moves' }],
  [
    'the successor is alone: it takes the platform record over',
    { theirs: ids('e', null), alive: { successor: true, mine: true, theirs: false } },
    { kind: 'handsOver' },
  ],
  [
    'the successor’s platform record is gone: it takes the living one',
    { alive: { successor: true, mine: true, theirs: false } },
    { kind: 'handsOver' },
  ],
  [
    'mine is gone and the successor never had one: the tombstone goes along',
    { theirs: ids('e', null), alive: { successor: true, mine: false, theirs: false } },
    { kind: 'handsOver' },
  ],
  [
    'mine is gone and the successor has its own: the tombstone stays',
    { alive: { successor: true, mine: false, theirs: true } },
    { kind: 'rests' },
  ],
  [
    'neither mine nor anything of it: it ends',
    { mine: ids('l', null), alive: { successor: true, mine: false, theirs: true } },
    { kind: 'ends' },
  ],
  [
    'the successor is deleted: the same way, so that nothing is created anew',
    { theirs: null, alive: { successor: false, mine: true, theirs: false } },
    { kind: 'moves' },
  ],
  [
    'never on the platform, and now of an object that is not synced: it ends',
    { mine: ids('l', null), theirs: null, synced: false, alive: { ...NONE, successor: true } },
    { kind: 'ends' },
  ],
  ['opted out under the old record: first on the platform', { left: true }, { kind: 'optsOut', side: 'platform' }],
  [
    'opted out, and the platform knows: on with it',
    { left: true, optedOut: { ...NONE, mine: true } },
    { kind: 'merges' },
  ],
  [
    'opted out without a living platform record: on the successor',
    { left: true, mine: ids('l', null), alive: { successor: true, mine: false, theirs: true } },
    { kind: 'optsOut', side: 'crm' },
  ],
  [
    'the successor knows already',
    {
      left: true,
      mine: ids('l', null),
      alive: { successor: true, mine: false, theirs: true },
      optedOut: { ...NONE, theirs: true },
    },
    { kind: 'ends' },
  ],
])('R-ALL-10 R-ALL-11 %s', (_name, more, expected) => expect(succession(standing(more))).toEqual(expected));

test('R-ALL-10 a pair that follows another has its baseline, unless it has one of its own', () => {
  const before = { a: { crm: 1, platform: 1, run: 1, at: 1 } };
  const own = { a: { crm: 2, platform: 2, run: 2, at: 2 } };
  expect(inherited({}, before)).toBe(before);
  expect(inherited(own, before)).toBe(own);
});

test('R-ALL-11 a merge whose answer was lost has landed when the record that gives way is gone, and not while it can still land', () => {
  const sent = row({ op: 'merge', state: 'unknown' });
  expect(sent.op).toBe('merge');
  expect(judgeMerge(record('platform', { deleted: true }), false).kind).toBe('landed');
  expect(judgeMerge(record('platform', {}), false).kind).toBe('undecided');
  expect(judgeMerge(record('platform', {}), true).kind).toBe('notLanded');
});

test('R-ALL-11 a merge whose cause no longer stands is planned again', () => {
  const merge = row({ op: 'merge', changes: [] });
  const at = { row: merge, link: link(), open: [], image: record('platform', {}), keyTaken: false };
  expect(fence({ ...at, fell: false })).toBe('send');
  expect(fence({ ...at, fell: true })).toBe('replan');
  expect(fence({ ...at, image: record('platform', { deleted: true }) })).toBe('replan');
});
