import type { FieldRule } from '../../src/domain/mapping.js';
import { other, type PerSide, type Side } from '../../src/domain/side.js';

export type Shown = 'a' | 'b' | 'c' | null;
type Pair = PerSide<Shown>;

export interface Case extends Pick<FieldRule, 'direction' | 'conflict' | 'blank'> {
  /** null: a first link. */
  readonly base: Pair | null;
  readonly now: Pair;
  /** Who changed the record last. */
  readonly later: Side | 'tie';
}

/** The value of that side goes to the other one; both keep theirs; someone has to decide. */
export type Outcome = Side | 'both keep' | 'review';

const moved = ({ base, now }: Case, side: Side) => base !== null && now[side] !== base[side];
const source = ({ direction }: Case) => (direction === 'toPlatform' ? 'crm' : 'platform');
const blankSide = ({ now }: Case) => (now.crm === null ? 'crm' : 'platform');
const oneBlank = ({ now }: Case) => now.crm === null || now.platform === null;
const mover = (one: Case) => (moved(one, 'crm') ? 'crm' : 'platform');

/** Both changed to different values, or a first link of two values: whom the policy lets win. `review` and a fill-blank of two values: nobody. */
function winner(one: Case): Side | null {
  switch (one.conflict) {
    case 'salesforce':
      return 'crm';
    case 'platform':
      return 'platform';
    case 'newest':
      return one.later === 'tie' ? 'crm' : one.later;
    case 'fill-blank':
      return oneBlank(one) ? other(blankSide(one)) : null;
    case 'review':
      return null;
  }
}

export interface Line {
  readonly says: string;
  readonly holds: (one: Case) => boolean;
  readonly then: (one: Case) => Outcome;
}

const keep = (): Outcome => 'both keep';

/**
 * R-ALL-3 to R-ALL-7 in the words of the rules, not of the code. The first line that holds decides:
 * from the third on the two values differ, from the eighth on the field is two-way.
 */
export const RULES: readonly Line[] = [
  { says: 'R-ALL-7 equal values are in step', holds: ({ now }) => now.crm === now.platform, then: keep },
  {
    says: 'R-ALL-7 what nobody changed since it was in step is in step',
    holds: (one) => one.base !== null && !moved(one, 'crm') && !moved(one, 'platform'),
    then: keep,
  },
  {
    says: 'R-ALL-3 a one-way value goes its way, whatever the receiving side has',
    holds: (one) => one.direction !== 'twoWay' && one.now[source(one)] !== null,
    then: source,
  },
  {
    says: 'R-ALL-5 the first link of a one-way field overwrites nothing with a blank',
    holds: (one) => one.direction !== 'twoWay' && one.base === null,
    then: keep,
  },
  {
    says: 'R-ALL-6 a one-way blank overwrites where the source was cleared since the baseline',
    holds: (one) => one.direction !== 'twoWay' && moved(one, source(one)),
    then: source,
  },
  {
    says: 'R-ALL-3 R-ALL-6 with `clears` an edit of the receiving side gives way to the blank',
    holds: (one) => one.direction !== 'twoWay' && one.blank === 'clears',
    then: source,
  },
  { says: 'R-ALL-6 else a one-way blank keeps', holds: (one) => one.direction !== 'twoWay', then: keep },
  {
    says: 'R-ALL-5 a first link fills a blank, whatever the policy',
    holds: (one) => one.base === null && oneBlank(one),
    then: (one) => other(blankSide(one)),
  },
  {
    says: 'R-ALL-6 what one side alone cleared stays cleared there and kept on the other',
    holds: (one) =>
      moved(one, 'crm') !== moved(one, 'platform') && one.now[mover(one)] === null && one.blank === 'keeps',
    then: keep,
  },
  {
    says: 'R-ALL-4 one side alone changed: it stands',
    holds: (one) => moved(one, 'crm') !== moved(one, 'platform'),
    then: mover,
  },
  { says: 'R-ALL-4 `review` asks', holds: ({ conflict }) => conflict === 'review', then: () => 'review' },
  { says: 'R-ALL-4 `fill-blank` leaves two values alone', holds: (one) => winner(one) === null, then: keep },
  {
    says: 'R-ALL-6 the winner is blank, and a blank keeps: cleared here, kept there',
    holds: (one) => one.now[winner(one)!] === null && one.blank === 'keeps', // line above: there is a winner
    then: keep,
  },
  { says: 'R-ALL-4 the policy decides', holds: () => true, then: (one) => winner(one)! },
];
