import type { Link } from '../domain/link.js';
import type { Side } from '../domain/side.js';
import { literal } from './database.js';

/** What a transaction may find some of; of the others there is not a single one. */
export type Kind = keyof ReturnType<typeof KINDS>;

/**
 * Most people of most runs have no tombstone, no entry in the inbox, no open write: a slice of them is then searched for nowhere. Nobody else writes any of these
 * while a transaction holds its connection's lock (lockOf.ts); what it writes itself it adds.
 */
export type Presence = Set<Kind>;

/** Each is told by the first row of an index. */
const KINDS = (connection: string, run: string) => ({
  stone: `tombstone where connection = ${connection}`,
  missing: `missing where connection = ${connection}`,
  entry: `inbox where connection = ${connection}`,
  open: `journal where connection = ${connection} and state in ('sent', 'unknown')`,
  ended: `link where connection = ${connection} and dead`,
  crmLink: `link where connection = ${connection} and not dead and crm is not null`,
  platformLink: `link where connection = ${connection} and not dead and platform is not null`,
  crmKey: `link where connection = ${connection} and crm_key is not null`,
  platformKey: `link where connection = ${connection} and platform_key is not null`,
  crmImage: `staged where connection = ${connection} and run = ${run} and side = 'crm' and key is not null`,
  platformImage: `staged where connection = ${connection} and run = ${run} and side = 'platform' and key is not null`,
});

/** A column `there`, for the statement that begins a transaction. */
export function presentIn(connection: string, run: number): string {
  const kinds = Object.entries(KINDS(literal(connection), literal(String(run))));
  const names = kinds.map(([kind, where]) => `case when exists (select from ${where}) then '${kind}' end`);
  return `array_remove(array[${names.join(', ')}], null) as there`;
}

/** For whoever has not asked: there may be everything. */
export const anything = (): Presence => new Set(Object.keys(KINDS('', '')) as Kind[]);

/** Links that a transaction is about to store. */
export function noteLinks(there: Presence, links: readonly Pick<Link, 'ids' | 'keys' | 'dead'>[]): void {
  for (const { ids, keys, dead } of links) {
    if (dead) there.add('ended');
    if (ids.crm !== null) there.add('crmLink');
    if (ids.platform !== null) there.add('platformLink');
    if (keys.crm !== null) there.add('crmKey');
    if (keys.platform !== null) there.add('platformKey');
  }
}

/** Named by side as the kinds are. */
export const onSide = <Of extends 'Link' | 'Key' | 'Image'>(side: Side, of: Of): `${Side}${Of}` => `${side}${of}`;
