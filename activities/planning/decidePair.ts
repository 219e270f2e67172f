import type { Baseline, BaselinePair, Link } from '../../src/domain/link.js';
import { pairOf } from '../../src/domain/landed.js';
import type { Decision, Sight } from '../../src/domain/reconcile.js';
import { SIDES, type Side } from '../../src/domain/side.js';
import type { Missing } from '../../src/domain/tombstone.js';
import { entry } from '../../src/domain/inbox.js';
import { putOff, type Book } from './book.js';
import { decideGone } from './decideGone.js';
import { isSynced, type Desk } from './desk.js';
import { intend, intendOptIn, intendOptOut, listRefusals } from './intend.js';
import type { Subject } from './subject.js';

/** What is known of a pair besides its records. */
export interface Known {
  readonly baseline: Baseline;
  /** It has unsent rows of another run. */
  readonly foreign: boolean;
  /** When the person consented, newer than every opt-out; null: did not. */
  readonly consentAt: number | null;
  /** By record, those of whom nothing was found and whom complete listings missed. */
  readonly missing: ReadonlyMap<string, Missing>;
}

/**
 * One decision for both records of a pair (R-ALL-3 … R-ALL-7). A side that was not read is taken from the baseline only where the protocol allows it;
 * else the link goes on the list of those read by id.
 */
export function decidePair(
  desk: Desk,
  tick: number,
  subject: Subject,
  { baseline, foreign, consentAt, missing }: Known,
  book: Book,
): void {
  const { link } = subject;
  if (link.gone.crm && link.gone.platform) return void book.replanned.add(link.id);
  if (link.gone.crm || link.gone.platform) {
    const stays: Side = link.gone.crm ? 'platform' : 'crm';
    // Taken over as it stood, or with something to be settled: who stays may be somebody else by now.
    if (link.behind && !subject.images[stays]) return putOff(book, link);
    const owed = consentAt === null ? desk.deps.protocol.owesOptOutOfGone(link) : null;
    if (owed !== null) {
      intendOptOut(desk, book, link, owed);
      book.replanned.add(link.id);
      return void book.listed.push(entry(link, 'deleted'));
    }
    return decideGone(desk, tick, subject, missing, book);
  }
  const owing = intendSubscription(desk, link, consentAt, book);
  if (!desk.opened.policy.updates) {
    book.replanned.add(link.id);
    if (owing !== link.behind) book.links.set(link.id, { ...link, behind: owing });
    return;
  }
  const crm = sightOf(desk, subject, baseline, foreign, 'crm');
  const platform = sightOf(desk, subject, baseline, foreign, 'platform');
  if (!crm || !platform) return putOff(book, link);
  book.replanned.add(link.id);
  const decision = desk.deps.protocol.reconcile(desk.mapping.rules, baseline, crm, platform);
  const moved = rebase(baseline, decision, desk.run.run, desk.deps.now());
  const settled: Link = moved ? { ...link, rev: tick } : link;
  const pair = pairOf(link);
  if (moved && pair) book.baselines.push({ ...pair, baseline: moved });
  listRefusals(
    book,
    link,
    decision.refusals.map(({ field }) => field),
  );
  if (decision.review.length > 0) book.listed.push(entry(link, 'review', reviewed(desk, decision)));
  let writes = 0;
  for (const side of SIDES) {
    if (decision.writes[side].length === 0) continue;
    writes += 1;
    intend(desk, book, settled, {
      side,
      op: 'update',
      changes: decision.writes[side],
      stamps: [crm.stamp, platform.stamp],
      optedOut: false,
    });
  }
  const behind = owing || writes > 0 || decision.refusals.length > 0 || decision.review.length > 0;
  if (moved || behind !== link.behind) book.links.set(link.id, { ...settled, behind });
  if (!behind && !subject.fresh) book.unchanged += 1;
}

/** R-ALL-8, wherever both records meet: outside the filter, without field mapping, whatever else is decided. */
function intendSubscription(desk: Desk, link: Link, consentAt: number | null, book: Book): boolean {
  if (consentAt !== null) {
    // One after the other, the CRM first: what it says is what opts out again whoever leaves meanwhile.
    const next = SIDES.find((one) => link.optedOut[one]);
    if (next !== undefined) intendOptIn(desk, book, link, next, consentAt);
    return next !== undefined;
  }
  const side = desk.deps.protocol.owesOptOut(link);
  if (side === null) return false;
  intendOptOut(desk, book, link, side);
  return true;
}

function sightOf(
  desk: Desk,
  { link, images, before, fresh }: Subject,
  baseline: Baseline,
  foreign: boolean,
  side: Side,
): Sight | null {
  const { protocol } = desk.deps;
  const image = images[side];
  if (image)
    return protocol.isStale(before, image.seq)
      ? null
      : { fields: image.record.fields, stamp: image.record.stamp, wrote: link.wrote[side] };
  if (fresh || foreign || link.behind || !protocol.assumesUnread(desk.run.mode)) return null;
  // A converted lead's contact may lack fields that the lead had: only the record itself tells.
  if (side === 'crm' && !isSynced(desk, link.object)) return null;
  return protocol.assumed(link, desk.mapping.rules, baseline, side);
}

/** The baseline with every field that is in step, or whose difference stands, moved to what was seen; null when nothing moved. */
function rebase(baseline: Baseline, decision: Decision, run: number, at: number): Baseline | null {
  const entries = Object.entries(decision.rebase);
  if (entries.length === 0) return null;
  const moved: Record<string, BaselinePair> = { ...baseline };
  for (const [rule, pair] of entries) moved[rule] = { ...pair, run, at };
  return moved;
}

function reviewed(desk: Desk, decision: Decision): readonly string[] {
  return desk.mapping.rules.filter((rule) => decision.review.includes(rule.key)).map((rule) => rule.crm);
}
