import type { Book } from './book.js';
import type { Desk } from './desk.js';
import { intend } from './intend.js';
import type { Errand, Subject } from './subject.js';

/** What is done for a link on behalf of a record that was converted or merged away, before anything else of it is decided. */
export function runErrand(desk: Desk, { link }: Subject, errand: Errand, book: Book): void {
  if (errand.op === 'wait') return;
  const { op, source } = errand;
  const side = errand.op === 'optOut' ? errand.side : 'platform';
  if (!link.gone[side])
    intend(desk, book, link, { side, op, changes: [], stamps: [], optedOut: op === 'optOut', source });
}
