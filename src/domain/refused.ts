import type { Op } from './journal.js';
import type { Side } from './side.js';

/** More a plan of one person hardly has: two sides, and a row for each blanked field. */
const MOST = 8;

const FOR_GOOD = 'never-';

/** Names what is refused for good: a way to take the record of one side away (R-ALL-9). */
export function refusedForGood(side: Side, op: Op): string {
  return `${FOR_GOOD}${side}-${op}`;
}

/** Adds a plan to those that were refused; as kept with the link. The oldest give way, but for what is refused for good. */
export function refusedToo(refused: string | null, planHash: string): string {
  const all = [...hashesOf(refused).filter((hash) => hash !== planHash), planHash];
  const plans = all.filter((hash) => !isForGood(hash));
  return [...all.filter(isForGood), ...plans.slice(-MOST)].join(' ');
}

/** Without what may be tried again. */
export function stillRefused(refused: string | null): string | null {
  const left = hashesOf(refused).filter(isForGood);
  return left.length > 0 ? left.join(' ') : null;
}

/** @param names under which the write may have been refused: asked for only where something was */
export function wasRefused(refused: string | null, names: () => readonly string[]): boolean {
  if (refused === null) return false;
  const hashes = hashesOf(refused);
  return names().some((name) => hashes.includes(name));
}

function hashesOf(refused: string | null): readonly string[] {
  return refused === null ? [] : refused.split(' ');
}

function isForGood(hash: string): boolean {
  return hash.startsWith(FOR_GOOD);
}
