import { expect, test } from '@jest/globals';
import { caughtIn, TALES, type TaleName } from './tales.js';

const RULES: Readonly<Record<TaleName, string>> = {
  'a conversion keeps the baseline': 'R-ALL-10',
  'two members become one': 'R-ALL-11',
  'a loser’s opt-out goes along': 'R-ALL-8 R-ALL-11',
  'an opt-out outlives the bin': 'R-ALL-8 R-ALL-11',
  'a link with an open write waits': 'R-ALL-10',
  'a create lands after the merge': 'R-ALL-11',
  'a tombstone follows the chain': 'R-ALL-9 R-ALL-11',
  'a lost conversion is read back': 'R-ALL-10',
  'a conversion that never arrived is sent anew': 'R-ALL-10',
  'a worker dies while it converts': 'R-ALL-10',
  'every field of a landed update is overwritten': 'R-ALL-4',
  'one field of a landed update is overwritten': 'R-ALL-4',
  'a late update lands after an edit of its field': 'R-ALL-4',
  'a landed create is deleted': 'R-ALL-9',
  'the email of a landed create is corrected': 'R-ALL-1',
  'the target of a landed update is converted': 'R-ALL-10',
  'an edit follows a late update': 'R-ALL-4',
  'another takes the place of a deleted one under a late update': 'R-ALL-1 R-ALL-4',
  'a create in flight is met by another run': 'R-ALL-4 R-ALL-17',
  'an email moves on while a create carries it': 'R-ALL-1',
  'a worker sleeps between its mark and its call': 'R-ALL-4',
  'a zombie’s call fails after its row was settled': 'R-ALL-4',
  'a pair comes together again': 'R-ALL-4',
  'the cause of a merge falls away': 'R-ALL-11',
  'the member that stays in a merge becomes another’s': 'R-ALL-11',
  'people are edited while pages are walked': 'R-ALL-4',
  'people never stop editing': 'R-ALL-4',
  'a locked record is left behind by the window': 'R-ALL-15',
  'the mapping changes and nobody is edited': 'R-ALL-13',
  'a refused edit is left behind by the window': 'R-ALL-15',
  'a late commit falls between two re-reads': 'R-ALL-4',
  'a re-read shows a change of a later batch': 'R-ALL-4',
  'nothing happens': 'R-ALL-7',
};

test.each((Object.keys(TALES) as TaleName[]).map((name) => [RULES[name], name] as const))('%s %s', async (_, name) => {
  expect(await caughtIn(name, {})).toBeNull();
});
