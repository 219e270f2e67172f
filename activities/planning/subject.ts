import { isHalf } from '../../src/domain/landed.js';
import type { Link } from '../../src/domain/link.js';
import { withSide, type Side } from '../../src/domain/side.js';
import type { NewLink, Staged } from '../../src/ports/stored.js';
import type { Circle } from './acquaint.js';
import type { Desk } from './desk.js';

/** One person to be decided on: the link as it will be, and what was read of both records. */
export interface Subject {
  readonly link: Link;
  /** Revision that images are measured against: before this slice changed the link. */
  readonly before: number;
  readonly images: { readonly [side in Side]: Staged | undefined };
  /** Just paired, or met for the first time: nothing is known of before but what the pair's own baseline says. */
  readonly fresh: boolean;
  /** Why nothing may be created for it; its entry is listed already. */
  readonly barred: boolean;
  /** To be looked at again once this slice is stored. */
  readonly revisit: boolean;
  /** All that is done for it now, on behalf of a record that was converted or merged away: until then its link stands as it is. */
  readonly errand: Errand | null;
}

/** `source`: of an opt-out for another link the record that left, null for its own; of a merge the record that stays. */
export type Errand =
  | { readonly op: 'wait' }
  | { readonly op: 'optOut'; readonly side: Side; readonly source: string | null }
  | { readonly op: 'merge'; readonly source: string };

export type Draft = Omit<Subject, 'link'> & { readonly link: Link | NewLink };

export function wholeOf(link: Link, circle: Circle): Draft {
  const image = (side: Side) => (link.ids[side] === null ? undefined : circle.imageOf(side, link.ids[side]));
  const images = { crm: image('crm'), platform: image('platform') };
  return { link, before: link.rev, images, fresh: link.tentative, barred: false, revisit: false, errand: null };
}

export function halfOf(link: Link | NewLink, item: Staged, fresh: boolean): Draft {
  const images = item.record.side === 'crm' ? { crm: item, platform: undefined } : { crm: undefined, platform: item };
  const before = 'rev' in link ? link.rev : 0;
  return { link, before, images, fresh, barred: false, revisit: false, errand: null };
}

/** The link of a record as it stands: whole, half, or, `mine` null, none yet. */
export function standing(desk: Desk, circle: Circle, item: Staged, mine: Link | null): Draft {
  if (mine === null) return halfOf(halfLink(item, desk), item, true);
  return isHalf(mine) ? halfOf(mine, item, false) : wholeOf(mine, circle);
}

export function halfLink({ record, key }: Staged, { opened }: Desk): NewLink {
  const { side } = record;
  return {
    ids: withSide(NOBODY, side, record.id),
    object: side === 'crm' ? record.object : opened.policy.createAs,
    keys: withSide(NOBODY, side, key),
    gone: NEITHER,
    optedOut: withSide(NEITHER, side, record.optedOut),
    wrote: NOBODY,
    behind: false,
    refused: null,
    dead: false,
    tentative: false,
  };
}

const NOBODY = { crm: null, platform: null };
const NEITHER = { crm: false, platform: false };
