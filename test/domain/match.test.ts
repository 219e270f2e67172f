import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Candidate, match, type Match, type Meeting } from '../../src/domain/match.js';
import { ANA, IDS, link, record } from '../support/people.js';

/** A contact met without a partner, and what is known of the platform. */
function meeting(more: Partial<Meeting> = {}): Meeting {
  return {
    me: record('crm'),
    key: ANA,
    twins: [],
    there: [],
    pending: false,
    elsewhere: null,
    ownedElsewhere: false,
    ...more,
  };
}

const member = (id: string, more: Partial<Candidate> = {}): Candidate => ({ id, link: null, carried: false, ...more });
const half = link({ id: 8, ids: { crm: null, platform: 'm1' } });
const taken = link({ id: 9, ids: { crm: '003000000000009AAA', platform: 'm1' } });
const left = link({ id: 9, ids: taken.ids, gone: { crm: true, platform: false } });
const person = record('crm', { unfit: 'person-account' });

const pair = (id: string, known: Candidate['link'] = null): Match => ({ kind: 'pair', id, link: known });
const listed = (cause: string, ...candidates: string[]) => ({ kind: 'listed', cause, candidates });

describe('R-ALL-1 who a record without a partner is', () => {
  test.each<[string, Partial<Meeting>, unknown]>([
    ['nobody there: known here only', {}, { kind: 'alone' }],
    ['one with the email', { there: [member('m1')] }, pair('m1')],
    ['one with the email that waits for a partner itself', { there: [member('m1', { link: half })] }, pair('m1', half)],
    ['one whose partner is gone', { there: [member('m1', { link: left })] }, pair('m1', left)],
    [
      'one that is linked with me already',
      { there: [member('m1', { link: link({ ids: { crm: IDS.crm, platform: 'm1' } }) })] },
      pair('m1', link({ ids: { crm: IDS.crm, platform: 'm1' } })),
    ],
    ['one that has another partner', { there: [member('m1', { link: taken })] }, listed('ambiguous-match', 'm1')],
    ['several with the email', { there: [member('m1'), member('m2')] }, listed('ambiguous-match', 'm1', 'm2')],
    [
      'another of my own kind with the email',
      { twins: ['003000000000002AAA'], there: [member('m1')] },
      listed('ambiguous-match', '003000000000002AAA'),
    ],
    ['the carried id comes before the email', { there: [member('m1'), member('m2', { carried: true })] }, pair('m2')],
    [
      'the carried id comes before twins and other objects',
      { twins: ['003000000000002AAA'], elsewhere: 'exists-as-lead', there: [member('m1', { carried: true })] },
      pair('m1'),
    ],
    ['the carried id does without an email', { key: null, there: [member('m1', { carried: true })] }, pair('m1')],
    [
      'the carried id of one that has another partner',
      { there: [member('m1', { carried: true, link: taken })] },
      listed('ambiguous-match', 'm1'),
    ],
    [
      'several carry my id',
      { there: [member('m1', { carried: true }), member('m2', { carried: true })] },
      listed('ambiguous-match', 'm1', 'm2'),
    ],
    [
      'Salesforce knows the person as a lead, this connection syncs contacts',
      { elsewhere: 'exists-as-lead' },
      listed('exists-as-lead'),
    ],
    [
      'Salesforce knows the person as a contact, this connection syncs leads',
      { elsewhere: 'exists-as-contact', there: [member('m1')] },
      listed('exists-as-contact'),
    ],
    [
      'a create that is still open may be the person',
      { pending: true, there: [member('m1', { carried: true })] },
      listed('pending'),
    ],
  ])('%s', (_what, met, expected) => expect(match(meeting(met))).toEqual(expected));

  test('it is the same the other way round: a member met without a partner', () => {
    const me = record('platform');
    const contact = { id: IDS.crm, carried: false };
    const waiting = link({ ids: { crm: IDS.crm, platform: null } });
    expect(match(meeting({ me, there: [{ ...contact, link: waiting }] }))).toEqual(pair(IDS.crm, waiting));
    expect(
      match(meeting({ me, there: [{ ...contact, link: link({ ids: { crm: IDS.crm, platform: 'm9' } }) }] })),
    ).toEqual(listed('ambiguous-match', IDS.crm));
  });
});

test.each<[string, Partial<Meeting>, unknown]>([
  ['R-ALL-2 no email: skipped', { key: null }, listed('missing-email')],
  [
    'R-ALL-2 no email is no error, even with twins and candidates',
    { key: null, twins: ['x'] },
    listed('missing-email'),
  ],
  ['R-ALL-14 a person account is skipped', { me: person }, listed('person-account')],
  [
    'R-ALL-14 a person account is skipped, whatever it matches',
    { me: person, key: null, pending: true, there: [member('m1', { carried: true })] },
    listed('person-account'),
  ],
  [
    'R-ALL-17 a record of another connection is left to it',
    { ownedElsewhere: true, there: [member('m1', { carried: true })] },
    listed('owned-elsewhere'),
  ],
  ['R-ALL-17 without an email too', { ownedElsewhere: true, key: null }, listed('owned-elsewhere')],
])('%s', (_what, met, expected) => expect(match(meeting(met))).toEqual(expected));

describe('R-ALL-1 whatever is met', () => {
  const links = [null, half, taken, left];
  const anyMeeting = fc.record({
    me: fc.constantFrom(record('crm'), person),
    key: fc.constantFrom(ANA, null),
    twins: fc.constantFrom([], ['003000000000002AAA']),
    there: fc
      .array(fc.record({ link: fc.constantFrom(...links), carried: fc.boolean() }), { maxLength: 3 })
      .map((found) => found.map((one, at) => member(`m${at}`, one))),
    pending: fc.boolean(),
    elsewhere: fc.constantFrom(null, 'exists-as-lead' as const),
    ownedElsewhere: fc.boolean(),
  });

  test('a pair is one of the candidates, without a living partner, and known by its id or as the only one', () =>
    fc.assert(
      fc.property(anyMeeting, (met) => {
        const found = match(met);
        if (found.kind !== 'pair') return;
        const candidate = met.there.find(({ id }) => id === found.id);
        expect(candidate?.link).toBe(found.link);
        expect(candidate?.link).not.toBe(taken);
        expect(met.there.filter(({ carried }) => carried === candidate?.carried)).toHaveLength(1);
      }),
      { numRuns: 500 },
    ));

  test('somebody is known here only where nobody there could be the same person', () =>
    fc.assert(
      fc.property(anyMeeting, (met) => {
        const alone = match(met).kind === 'alone';
        const nobody = met.there.length === 0 && met.twins.length === 0 && met.elsewhere === null;
        const ready = met.key !== null && !met.pending && !met.ownedElsewhere && met.me.unfit === null;
        expect(alone).toBe(nobody && ready);
      }),
      { numRuns: 500 },
    ));
});
