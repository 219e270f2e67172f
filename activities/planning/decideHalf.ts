import { isAlive } from '../../src/domain/record.js';
import { knownSide } from '../../src/domain/landed.js';
import { other } from '../../src/domain/side.js';
import { entry } from '../../src/domain/inbox.js';
import { putOff, type Book } from './book.js';
import type { Desk } from './desk.js';
import type { Graves } from './graves.js';
import { intend, intendOptIn, listRefusals } from './intend.js';
import type { Subject } from './subject.js';

/** A person known on one side only: created on the other, where the profile says so and every required value is there (R-SY-2, R-SY-4, R-ALL-16). */
export function decideHalf(
  desk: Desk,
  { link, images, before, barred, revisit }: Subject,
  graves: Graves,
  consentAt: number | null,
  book: Book,
): void {
  const side = knownSide(link);
  const there = other(side);
  const image = images[side];
  if (revisit || !image) return;
  if (desk.deps.protocol.isStale(before, image.seq)) return putOff(book, link);
  book.replanned.add(link.id);
  if (barred || link.gone[side] || !isAlive(image.record)) return;
  if (image.record.optedOut && consentAt !== null) intendOptIn(desk, book, link, side, consentAt);
  if (!desk.opened.policy.creates[there]) return;
  // R-ALL-9: whoever was deleted there is not made anew.
  const grave = desk.deps.protocol.buried({ key: image.key, partner: image.record.id, stones: graves[there] });
  if (link.gone[there] || grave !== null) return void book.listed.push(entry(link, 'deleted'));
  // Opted out in the CRM and unknown to the platform: not even created there. The reverse is created with its opt-out (R-ALL-8).
  if (there === 'platform' && image.record.optedOut) return void book.listed.push(entry(link, 'opted-out'));
  const drafted = desk.deps.protocol.draft(desk.mapping, there, image.record.fields);
  switch (drafted.kind) {
    case 'missing':
      return void book.listed.push(entry(link, 'missing-required', drafted.fields));
    case 'refused':
      return listRefusals(
        book,
        link,
        drafted.refusals.map(({ field }) => field),
      );
    case 'draft':
      intend(desk, book, link, {
        side: there,
        op: 'create',
        changes: drafted.changes,
        stamps: [image.record.stamp],
        optedOut: there === 'crm' && image.record.optedOut,
      });
  }
}
