/**
 * Where to look for each planted bug: the number of the first history in which the simulator sees it, as `npm run simulate` found it.
 * A hint for the suite, which looks on from there: after a change of the simulator's odds these numbers are found anew.
 */
export const SEEN_IN: Readonly<Record<string, number>> = {
  'baseline not keyed by mapping row': 2,
  'a plan is not replaced whole': 2,
  'lost answer = failed': 4,
  'last writer wins, no baseline': 5,
  'no overlap': 5,
  'baseline is one value': 10,
  'a records run assumes the unread side': 10,
  'no re-read': 11,
  'stale staged image used': 18,
  'neither or untouched judged by all fields': 18,
  'cursor = time of settle': 48,
  'lost answer sent again': 49,
  'no hold: absent is proof': 55,
  'delta bound from run start, without overlap': 86,
  'not marked sent before the call': 209,
  'landed, baseline not moved': 260,
  'offset paging': 335,
  'cursor moved before settle': 356,
  'open entries not by id': 752,
};
