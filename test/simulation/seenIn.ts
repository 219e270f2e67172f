import type { TaleName } from './successions.js';

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
  'offset paging': 935,
  'open entries not by id': 1482,
};

/** Bugs that free-running histories show too rarely: the directed one that does. */
export const TOLD_IN: Readonly<Record<string, TaleName>> = {
  'conversion or merge drops the baseline': 'a conversion keeps the baseline',
  'opt-out not united on a merge': 'a loser’s opt-out goes along',
  'link moved while an intent is open': 'a create lands after the merge',
  'a fresh link of the survivor creates anew what a user deleted': 'a tombstone follows the chain',
};
