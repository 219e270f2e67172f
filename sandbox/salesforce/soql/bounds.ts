/** A place in an order of (SystemModstamp, Id): before the first row of the stamp when the id is ''. */
export interface Place {
  readonly stamp: number;
  readonly id: string;
}

/** Where rows can be that meet a condition: as far as an order may be read from and to. */
export interface Bounds {
  /** Inclusive, in the order of (SystemModstamp, Id). */
  readonly from: Place;
  /** Inclusive, epoch ms. */
  readonly to: number;
  /** Ids are greater than or equal to this; '' where nothing is known. */
  readonly id: string;
}

const START: Place = { stamp: -Infinity, id: '' };
export const ANYWHERE: Bounds = { from: START, to: Infinity, id: '' };

export const isBefore = (a: Place, b: Place): boolean => a.stamp < b.stamp || (a.stamp === b.stamp && a.id < b.id);
const later = (a: Place, b: Place): Place => (isBefore(a, b) ? b : a);
const earlier = (a: Place, b: Place): Place => (isBefore(a, b) ? a : b);

/** Both conditions hold. A stamp nailed down together with a least id is a place in the midst of ties: what keyset paging asks for. */
export function both(a: Bounds, b: Bounds): Bounds {
  const from = later(a.from, b.from);
  const to = Math.min(a.to, b.to);
  const id = a.id > b.id ? a.id : b.id;
  return { from: from.stamp === to && from.id < id ? { stamp: to, id } : from, to, id };
}

/** One of them holds. */
export const either = (a: Bounds, b: Bounds): Bounds => ({
  from: earlier(a.from, b.from),
  to: Math.max(a.to, b.to),
  id: a.id < b.id ? a.id : b.id,
});

/** No row's CreatedDate or LastModifiedDate is later than its SystemModstamp, so their lower bounds are bounds of it. */
const NOT_LATER = new Set(['CreatedDate', 'LastModifiedDate']);

export function stampBounds(field: string, operator: string, at: number): Bounds {
  const own = field === 'SystemModstamp';
  if (!own && !NOT_LATER.has(field)) return ANYWHERE;
  const from = { stamp: at, id: '' };
  switch (operator) {
    case '=':
      return own ? { from, to: at, id: '' } : { ...ANYWHERE, from };
    case '>':
      return { ...ANYWHERE, from: { stamp: at + 1, id: '' } };
    case '>=':
      return { ...ANYWHERE, from };
    case '<':
    case '<=':
      return own ? { ...ANYWHERE, to: at } : ANYWHERE;
    default:
      return ANYWHERE;
  }
}

export const idBounds = (field: string, operator: string, wanted: unknown): Bounds =>
  field === 'Id' && typeof wanted === 'string' && (operator === '>' || operator === '>=')
    ? { ...ANYWHERE, id: wanted }
    : ANYWHERE;
