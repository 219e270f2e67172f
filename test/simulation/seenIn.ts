import type { TaleName } from './tales.js';

/**
 * Where to look for each planted bug first: the number of the first history in which the simulator sees it, as `npm run simulate -- --planted` found it.
 * After a change of the simulator's odds the suite looks through all of them, and these numbers are worth finding anew.
 */
export const SEEN_IN: Readonly<Record<string, number>> = {
  'last writer wins, no baseline': 1,
  'a rejection is forgotten': 1,
  'baseline is one value': 2,
  'cursor = time of settle': 3,
  'no overlap': 3,
  'a plan is not replaced whole': 3,
  'stale staged image used': 4,
  'baseline not keyed by mapping row': 5,
  'an approval lets everything go': 22,
  'no re-read': 24,
  'lost answer = failed': 35,
  'what a job read is taken as new as its last page': 97,
  'lost answer sent again': 46,
  'delta bound from run start, without overlap': 51,
  'held is not inherited': 59,
  'cursor moved before settle': 60,
  'neither or untouched judged by all fields': 68,
  'no hold: absent is proof': 124,
  'not marked sent before the call': 207,
  'a records run assumes the unread side': 242,
  'landed, baseline not moved': 276,
};

/** Bugs that free-running histories show too rarely: the directed one that does. */
export const TOLD_IN: Readonly<Record<string, TaleName>> = {
  'conversion or merge drops the baseline': 'a conversion keeps the baseline',
  'opt-out not united on a merge': 'a loser’s opt-out goes along',
  'link moved while an intent is open': 'a create lands after the merge',
  'offset paging': 'people are edited while pages are walked',
  'open entries not by id': 'a locked record is left behind by the window',
  'landed only if all fields are as intended': 'one field of a landed update is overwritten',
  'neither old nor new: decided before the hold is over': 'a late update lands after an edit of its field',
  'neither old nor new: planned again from the old baseline': 'every field of a landed update is overwritten',
  'a converted or merged target is not judged': 'the target of a landed update is converted',
  'a lost create is looked for by its email only': 'the email of a landed create is corrected',
  'a lost create is looked for by the id it carries only': 'the email of a landed create is corrected',
  'a lost create is not looked for among the deleted': 'a landed create is deleted',
  'a conversion without an answer is sent again': 'a lost conversion is read back',
  'a conversion is not marked before the call': 'a lost conversion is read back',
  'second intent while one is open': 'an edit follows a late update',
  'matched, or taken from its link, while a write is open': 'a create in flight is met by another run',
  'a create claims no key': 'an email moves on while a create carries it',
  'no deadline between mark and call': 'a worker sleeps between its mark and its call',
  'attempt not checked': 'a zombie’s call fails after its row was settled',
  'a pair that comes together again has forgotten its baseline': 'a pair comes together again',
  'the cause of a merge is not read again': 'the cause of a merge falls away',
  'delta bound without overlap': 'a late commit falls between two re-reads',
  'a delta’s other records are forgotten': 'a re-read shows a change of a later batch',
  'cursor not keyed by mapping version': 'the mapping changes and nobody is edited',
  'baseline assumed though a plan is unsettled': 'a refused edit is left behind by the window',
  'a window without an upper bound': 'people never stop editing',
  'no-op writes are sent': 'nothing happens',
  'a fresh link of the survivor creates anew what a user deleted': 'a tombstone follows the chain',
};
