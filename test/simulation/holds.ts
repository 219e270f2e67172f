import type { JournalRow } from '../../src/domain/journal.js';
import { other, type Side } from '../../src/domain/side.js';
import type { Value } from '../../src/domain/value.js';
import type { Rec } from './records.js';
import type { World } from './world.js';

interface HeldChange {
  readonly hash: string;
  readonly next: Value;
  /** Link it was planned for. */
  readonly link: number;
  /** Fields of both records, `side id field`: a person who edits one of them says anew what should be. */
  readonly of: readonly string[];
}

/** The oracle's books of what is held. */
export interface HoldBooks {
  /** By `side id field` of the record that would be written; a create by `side create source`. */
  readonly held: Map<string, HeldChange>;
  /** Rows that were noted: what was released since is not noted again. */
  readonly noted: Set<number>;
  /** The platform's D stands for A by now: what a run of before holds under the old rule names other values. */
  remapped: boolean;
  /** Hashes an operator approved. */
  readonly approved: Set<string>;
  /** Pairs that an operator lets stand as they are, and records that stay alone. */
  readonly rejected: Set<string>;
}

export const emptyHolds = (): HoldBooks => ({
  held: new Map(),
  noted: new Set(),
  remapped: false,
  approved: new Set(),
  rejected: new Set(),
});

export const rejection = (crm: string, field: string, ours: Value, theirs: Value): string =>
  JSON.stringify([crm, field, ours, theirs]);

/** The link goes on with its baseline, and so does what an operator let stand of the pair. */
export function inheritRejections({ rejected }: HoldBooks, loser: string, winner: string): void {
  for (const one of rejected) {
    if (!one.startsWith('[')) continue;
    const [crm, field, ours, theirs] = JSON.parse(one) as [string, string, Value, Value];
    if (crm === loser) rejected.add(rejection(winner, field, ours, theirs));
  }
}

/** Whoever edits whom a record became says anew what should be, too. */
export function inheritHeld({ held }: HoldBooks, loser: string, winner: string): void {
  for (const [key, one] of held) {
    const names = one.of.filter((name) => name.startsWith(`crm ${loser} `));
    if (names.length === 0) continue;
    const heirs = names.map((name) => name.replace(`crm ${loser} `, `crm ${winner} `));
    held.set(key, { ...one, of: [...one.of, ...heirs] });
  }
}

/** Notes what is held from now on. */
export function noteHeld(world: World, rows: readonly JournalRow[]): void {
  for (const { id, link, side, op, kind, target, source, changes, hold, state } of rows) {
    if (state !== 'held' || hold === null || world.holds.noted.has(id)) continue;
    world.holds.noted.add(id);
    const theirs = world.records[other(side)].get(source ?? '');
    const ours = world.records[side].get(target ?? '');
    // Somebody has merged it away by now: the one that stays says what should be.
    if ([ours, theirs].some((one) => one?.became?.how === 'merged')) continue;
    if (op === 'create') {
      // Edited between the plan and now.
      const values = new Set(changes.map(({ from }) => from));
      const asPlanned = changes.every(
        ({ rule, from }) => theirs?.fields.get(fieldOf(rule, theirs.side) ?? '') === from,
      );
      if (world.holds.remapped && changes.some(({ rule }) => rule.startsWith('A=A:'))) continue;
      if (!theirs || !asPlanned || ['B', 'C', 'S'].some((field) => !isIn(values, theirs.fields.get(field) ?? null)))
        continue;
      const of = [`${other(side)} ${source} `];
      world.holds.held.set(`${side} create ${source}`, { hash: hold, next: null, link, of });
      continue;
    }
    if (kind === 'delete')
      world.holds.held.set(`${side} gone ${target}`, {
        hash: hold,
        next: null,
        link,
        of: [`${other(side)} ${source} `],
      });
    for (const { rule, field, old, next, from } of changes) {
      if (world.holds.remapped && rule.startsWith('A=A:')) continue;
      const there = fieldOf(rule, other(side)) ?? '';
      if (ours?.fields.get(field) !== old || theirs?.fields.get(there) !== from) continue;
      const of = [`${side} ${target} ${field}`, `${other(side)} ${source} ${there}`];
      world.holds.held.set(`${side} ${target} ${field}`, { hash: hold, next, link, of });
    }
  }
}

/** A plan that turns the other way, as a policy may once a record is newer, says anew what should be. */
export function turnRound({ holds }: World, rows: readonly JournalRow[]): void {
  for (const { side, source, changes } of rows)
    for (const { rule } of changes) holds.held.delete(`${other(side)} ${source} ${fieldOf(rule, other(side))}`);
}

const isIn = (values: ReadonlySet<Value>, value: Value): boolean => value === null || values.has(value);

/** The field of a rule on one side: its key begins with both names. */
function fieldOf(rule: string, side: Side): string | undefined {
  return rule.split(':')[0]?.split('=')[side === 'crm' ? 0 : 1];
}

/** A person says anew what a field should be, or what becomes of a record: nothing about it is held against that. */
export function release({ held }: HoldBooks, { side, id }: Rec, field?: string): void {
  const name = `${side} ${id} ${field ?? ''}`;
  for (const [key, { of }] of held)
    if (of.some((one) => one === name || one === `${side} ${id} ` || (field === undefined && one.startsWith(name))))
      held.delete(key);
}

/** An update of ours lands: not what is held and was not approved. For whom a record became, where that has a link of its own, all is planned and counted anew. */
export function judgeHeld(
  { holds, records, fail }: World,
  { side, id }: Rec,
  field: string,
  value: Value,
  row: JournalRow | undefined,
): void {
  const held = holds.held.get(`${side} ${id} ${field}`);
  if (held === undefined || held.next !== value) return;
  const wentOn = held.of.some((name) => records.crm.get(name.split(' ')[1] ?? '')?.became);
  if (wentOn && row !== undefined && row.link !== held.link) return;
  if (!holds.approved.has(held.hash)) fail(`what is held landed: ${field} of ${id}`);
}

export function judgeHeldCreate({ holds, fail }: World, side: Side, source: string | null): void {
  const held = holds.held.get(`${side} create ${source}`);
  if (held !== undefined && !holds.approved.has(held.hash)) fail(`a create that is held landed: for ${source}`);
}

/** Not if another record took the place of the one whose deletion it was held for. */
export function judgeHeldRemoval({ holds, partners, fail }: World, { side, id }: Rec): void {
  const held = holds.held.get(`${side} gone ${id}`);
  const cause = `${other(side)} ${partners.get(`${side} ${id}`)} `;
  if (held?.of.includes(cause) && !holds.approved.has(held.hash)) fail(`a deletion that is held landed: of ${id}`);
}
