import type { Snapshot } from '../domain/record.js';

/** What a living person who is synced has; the rest is left out where none of it is unusual. */
type ListedImage = readonly [
  object: string,
  fields: Snapshot['fields'],
  stamp: number,
  createdAt: number | null,
  email: string | null,
  optedOut?: boolean,
  deleted?: boolean,
  convertedTo?: string | null,
  mergedInto?: string | null,
  carries?: string | null,
  unfit?: Snapshot['unfit'],
  consent?: Snapshot['consent'],
];

/**
 * An image as it lies in the stage, beside its side and id: without the names of a snapshot it takes half the room, and half the time on its way.
 * Runs of before kept whole snapshots.
 */
export type StoredImage = ListedImage | Snapshot;

export function compactImage(image: Snapshot): ListedImage {
  const { object, fields, stamp, createdAt, email } = image;
  const { optedOut, deleted, convertedTo, mergedInto, carries, unfit, consent } = image;
  const isPlain =
    !optedOut && !deleted && convertedTo === null && mergedInto === null && carries === null && unfit === null;
  if (isPlain && consent === undefined) return [object, fields, stamp, createdAt, email];
  const unusual = [optedOut, deleted, convertedTo, mergedInto, carries, unfit] as const;
  const common = [object, fields, stamp, createdAt, email] as const;
  return consent === undefined ? [...common, ...unusual] : [...common, ...unusual, consent];
}

export function wholeImage(side: Snapshot['side'], id: string, stored: StoredImage): Snapshot {
  if (!isList(stored)) return stored;
  const image: Snapshot = {
    side,
    id,
    object: stored[0],
    email: stored[4],
    fields: stored[1],
    stamp: stored[2],
    createdAt: stored[3],
    optedOut: stored[5] ?? false,
    deleted: stored[6] ?? false,
    convertedTo: stored[7] ?? null,
    mergedInto: stored[8] ?? null,
    carries: stored[9] ?? null,
    unfit: stored[10] ?? null,
  };
  return stored[11] ? { ...image, consent: stored[11] } : image;
}

const isList = (stored: StoredImage): stored is ListedImage => Array.isArray(stored);
