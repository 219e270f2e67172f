import { refuse } from '../apiError.js';
import { valueOf } from '../derived.js';
import type { Org } from '../org.js';
import type { ObjectView } from '../schema.js';
import { text } from '../fields.js';
import type { Field, Row, Value } from '../shapes.js';
import { malformed } from './whereTree.js';

const MOST_PARENTS = 5;

/** A field of the queried object or of a parent: `Title`, `Account.Name`, `Who.Name`. */
export interface Path {
  readonly hops: readonly Field[];
  /** As describe has it; of a polymorphic parent, that of the first object which has it. */
  readonly field: Field;
  read(row: Row): Value;
}

/** Throws INVALID_FIELD for what is not there or hidden. A leading alias or name of the object itself is dropped. */
export function resolvePath(org: Org, view: ObjectView, written: string, alias: string | undefined): Path {
  const names = written.split('.');
  if (names.length > 1 && names[0] !== undefined && isSelf(view, names[0], alias)) names.shift();
  // Source: SOQL and SOSL Reference, Understanding Relationship Query Limitations.
  if (names.length > MOST_PARENTS + 1)
    throw malformed(`a relationship path may not have more than ${MOST_PARENTS} levels: ${written}`, written);
  const hops: Field[] = [];
  let views: readonly ObjectView[] = [view];
  for (const name of names.slice(0, -1)) {
    const hop = first(views, (one) => one.parent(name));
    if (hop === null) {
      throw refuse(
        'INVALID_FIELD',
        `Didn't understand relationship '${name}' in field path. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name.`,
        undefined,
        name,
      );
    }
    hops.push(hop);
    views = hop.referenceTo.flatMap((object) => org.schema.object(object) ?? []);
  }
  const last = names.at(-1) ?? '';
  const field =
    first(views, (one) => one.field(last)) ?? (hops.length > 0 && last.toLowerCase() === 'type' ? TYPE_OF : null);
  if (field === null) throw noColumn(last, views[0]?.def.name ?? view.def.name);
  if (hops.length === 0) return { hops, field, read: (row) => valueOf(org, view, field, row) };
  return {
    hops,
    field,
    read: (row) => {
      const end = follow(org, hops, view, row);
      if (end === null) return null;
      if (field === TYPE_OF) return end.view.def.name;
      const own = end.view.field(field.name);
      if (own === null && field.name === 'Type') return end.view.def.name;
      return own === null ? null : valueOf(org, end.view, own, end.row);
    },
  };
}

/** The parent at the end of the relationships; null when one of them is empty. */
export function follow(
  org: Org,
  hops: readonly Field[],
  view: ObjectView,
  row: Row,
): { readonly view: ObjectView; readonly row: Row } | null {
  let at: { readonly view: ObjectView; readonly row: Row } | null = { view, row };
  for (const hop of hops) {
    const id: Value = at === null ? null : valueOf(org, at.view, hop, at.row);
    at = typeof id !== 'string' ? null : hop.referenceTo[0] === ENTITY ? entity(org, id) : org.byId(id);
    if (at === null) return null;
  }
  return at;
}

const ENTITY = 'EntityDefinition';

/** Entities are named by a durable id. */
function entity(org: Org, durable: string): { readonly view: ObjectView; readonly row: Row } | null {
  const view = org.schema.object(ENTITY);
  const row = org.table(ENTITY).find('DurableId', durable)?.[0];
  return view === null || row === undefined ? null : { view, row };
}

export const noColumn = (name: string, object: string) =>
  refuse(
    'INVALID_FIELD',
    `No such column '${name}' on entity '${object}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.`,
    undefined,
    name,
  );

/** `Who.Type`, `Owner.Type`: the parent's object. */
const TYPE_OF: Field = text('Type', 40, { computed: true });

function isSelf(view: ObjectView, name: string, alias: string | undefined): boolean {
  if (alias !== undefined && name.toLowerCase() === alias.toLowerCase()) return true;
  return name.toLowerCase() === view.def.name.toLowerCase() && view.parent(name) === null;
}

function first<T>(views: readonly ObjectView[], look: (view: ObjectView) => T | null): T | null {
  for (const view of views) {
    const found = look(view);
    if (found !== null) return found;
  }
  return null;
}
