/**
 * Where to look for each planted bug: the number of the first history in which the simulator sees it, as `npm run simulate` found it.
 * A hint for the suite, which looks on from there: after a change of the simulator's odds these numbers are found anew.
 */
export const SEEN_IN: Readonly<Record<string, number>> = {
  'no overlap': 2,
  'last writer wins, no baseline': 2,
  'stale staged image used': 2,
  'a plan is not replaced whole': 2,
  'baseline not keyed by mapping row': 3,
  'open entries not by id': 8,
  'lost answer sent again': 8,
  'cursor = time of settle': 10,
  'no re-read': 10,
  'lost answer = failed': 14,
  'a records run assumes the unread side': 16,
  'cursor moved before settle': 17,
  'baseline is one value': 26,
  'delta bound from run start, without overlap': 27,
  'no hold: absent is proof': 32,
  'not marked sent before the call': 75,
  'landed, baseline not moved': 214,
  'offset paging': 237,
  'neither or untouched judged by all fields': 268,
};
