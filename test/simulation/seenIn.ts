import type { TaleName } from './successions.js';

/**
 * Where to look for each planted bug first: the number of the first history in which the simulator sees it, as `npm run simulate -- --planted` found it.
 * After a change of the simulator's odds the suite looks through all of them, and these numbers are worth finding anew.
 */
export const SEEN_IN: Readonly<Record<string, number>> = {
  'last writer wins, no baseline': 2,
  'no overlap': 2,
  'stale staged image used': 2,
  'a plan is not replaced whole': 2,
  'baseline not keyed by mapping row': 7,
  'open entries not by id': 8,
  'lost answer sent again': 8,
  'no re-read': 10,
  'lost answer = failed': 14,
  'a records run assumes the unread side': 16,
  'not marked sent before the call': 18,
  'cursor = time of settle': 28,
  'baseline is one value': 30,
  'delta bound from run start, without overlap': 37,
  'neither or untouched judged by all fields': 38,
  'offset paging': 110,
  'no hold: absent is proof': 118,
  'landed, baseline not moved': 155,
  'cursor moved before settle': 223,
};

/** Bugs that free-running histories show too rarely: the directed one that does. */
export const TOLD_IN: Readonly<Record<string, TaleName>> = {
  'conversion or merge drops the baseline': 'a conversion keeps the baseline',
  'opt-out not united on a merge': 'a loser’s opt-out goes along',
  'link moved while an intent is open': 'a create lands after the merge',
  'a fresh link of the survivor creates anew what a user deleted': 'a tombstone follows the chain',
};
