import type { OrderByClause, Query, QueryBase } from '@jetstreamapp/soql-parser-js';
import { refuse } from '../apiError.js';
import type { Org } from '../org.js';
import type { ObjectView } from '../schema.js';
import type { Row, Value } from '../shapes.js';
import { byStamp } from '../table.js';
import { ANYWHERE } from './bounds.js';
import { compileFilter, type Filter } from './filter.js';
import { resolveFunction } from './functions.js';
import { resolvePath, type Path } from './path.js';
import { folded } from './valueCheck.js';
import { malformed, whereTree } from './whereTree.js';

interface Order {
  readonly path: Path;
  readonly sign: 1 | -1;
  readonly nullsFirst: boolean;
}

/** WHERE, ORDER BY, LIMIT and OFFSET made ready for one object. */
export interface RowQuery {
  /** Matching rows. Equal in the order given, they come in any. @param among only these, else the whole table */
  run(among?: readonly Row[]): readonly Row[];
}

const EVERYTHING: Filter = { holds: () => true, bounds: ANYWHERE, keys: null };

/** @param deleted whether the recycle bin is read as well (queryAll) */
export function compileRows(org: Org, view: ObjectView, query: QueryBase, deleted: boolean): RowQuery {
  const alias = query.sObjectAlias;
  const column = (inner: Query): readonly Value[] => {
    const object = org.schema.object(inner.sObject ?? '');
    const selected = inner.fields?.[0];
    if (object === null) throw invalidType(inner.sObject ?? '');
    if ((selected?.type !== 'Field' && selected?.type !== 'FieldRelationship') || inner.fields?.length !== 1)
      throw malformed('semi join sub-selects must select exactly one field', 'SELECT');
    const written = selected.type === 'Field' ? selected.field : [...selected.relationships, selected.field].join('.');
    const path = resolvePath(org, object, written, inner.sObjectAlias);
    if (path.field.type !== 'id' && path.field.type !== 'reference')
      throw malformed(
        `The selected field in the semi join sub-select should be an id or reference field: ${path.field.name}`,
        path.field.name,
      );
    return compileRows(org, object, inner, deleted)
      .run()
      .map((row) => path.read(row))
      .filter((value) => value !== null);
  };
  const filter =
    query.where === undefined ? EVERYTHING : compileFilter(whereTree(query.where), { org, view, alias, column });
  const order = [query.orderBy ?? []].flat().map((one) => compileOrder(org, view, one, alias));
  const offset = query.offset ?? 0;
  if (offset > 2000) throw refuse('NUMBER_OUTSIDE_VALID_RANGE', 'Maximum SOQL offset allowed is 2000');
  const most = query.limit === undefined ? Infinity : query.limit + offset;

  return {
    run: (among) => {
      const wanted = (row: Row): boolean => (deleted || !row.IsDeleted) && filter.holds(row);
      const cut = (rows: readonly Row[]): readonly Row[] =>
        offset === 0 && rows.length <= most ? rows : rows.slice(offset, most);
      if (among === undefined && isStampOrder(order) && filter.keys === null)
        return cut(inStampOrder(org, view, filter, order, wanted, most));
      const byIds = among === undefined && isIdOrder(order) && filter.keys === null;
      const rows: Row[] = [];
      for (const row of among ??
        (byIds ? org.table(view.def.name).byId(filter.bounds.id) : candidates(org, view, filter))) {
        // In no order or already in it, the first that match will do.
        if ((byIds || order.length === 0) && rows.length >= most) break;
        if (wanted(row)) rows.push(row);
      }
      if (byIds) return cut(rows);
      shuffle(rows, () => org.kit.random());
      if (order.length > 0) sort(rows, order);
      return cut(rows);
    },
  };
}

export const invalidType = (name: string) =>
  refuse(
    'INVALID_TYPE',
    `sObject type '${name}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names.`,
    undefined,
    name,
  );

function* candidates(org: Org, view: ObjectView, filter: Filter): Iterable<Row> {
  const table = org.table(view.def.name);
  if (filter.keys !== null) {
    const { field, values } = filter.keys;
    const found =
      field === 'Id'
        ? values.flatMap((id) => table.get(id) ?? [])
        : values
            .map((value) => table.find(field, value))
            .reduce<readonly Row[] | null>(
              (all, some) => (all === null || some === null ? null : [...all, ...some]),
              [],
            );
    if (found !== null) {
      yield* new Set(found);
      return;
    }
  }
  const { from, to, id } = filter.bounds;
  if (from.stamp > -Infinity) yield* table.inOrder(from.stamp, to, from.id);
  else if (id !== '') yield* table.byId(id);
  else yield* table.all();
}

/** The order cursors read in: straight from the table, and only as far as the limit. */
function isStampOrder(order: readonly Order[]): boolean {
  const names = order.map((one) => (one.path.hops.length === 0 && one.sign === 1 ? one.path.field.name : ''));
  return names[0] === 'SystemModstamp' && (names.length === 1 || (names.length === 2 && names[1] === 'Id'));
}

const isIdOrder = (order: readonly Order[]): boolean =>
  order.length === 1 &&
  order.every(({ path, sign }) => path.hops.length === 0 && sign === 1 && path.field.name === 'Id');

function inStampOrder(
  org: Org,
  view: ObjectView,
  filter: Filter,
  order: readonly Order[],
  wanted: (row: Row) => boolean,
  most: number,
): readonly Row[] {
  const rows: Row[] = [];
  const tiesBreak = order.length === 2;
  let ties: Row[] = [];
  const flush = (): void => {
    if (!tiesBreak) shuffle(ties, () => org.kit.random());
    for (const row of ties) rows.push(row);
    ties = [];
  };
  const { from, to } = filter.bounds;
  for (const row of org.table(view.def.name).inOrder(from.stamp, to, from.id)) {
    const last = ties.at(-1);
    if (last !== undefined && (tiesBreak || last.SystemModstamp !== row.SystemModstamp)) {
      flush();
      if (rows.length >= most) return rows;
    }
    if (wanted(row)) ties.push(row);
  }
  flush();
  return rows;
}

function compileOrder(org: Org, view: ObjectView, clause: OrderByClause, alias: string | undefined): Order {
  const path =
    'field' in clause ? resolvePath(org, view, clause.field, alias) : resolveFunction(org, view, clause.fn, alias);
  if (
    path.field.type === 'address' ||
    path.field.type === 'multipicklist' ||
    (path.field.type === 'textarea' && path.field.length > 255)
  ) {
    throw refuse(
      'MALFORMED_QUERY',
      `field '${path.field.name}' can not be sorted in a query call`,
      undefined,
      path.field.name,
    );
  }
  const ascending = clause.order !== 'DESC';
  return {
    path,
    sign: ascending ? 1 : -1,
    nullsFirst: clause.nulls === undefined ? ascending : clause.nulls === 'FIRST',
  };
}

function sort(rows: Row[], order: readonly Order[]): void {
  const names = order.map((one) => (one.sign === 1 && one.path.hops.length === 0 ? one.path.field.name : ''));
  if (names[0] === 'SystemModstamp' && names[1] === 'Id') {
    rows.sort(byStamp);
    return;
  }
  const keyed = rows.map((row) => ({
    row,
    keys: order.map(({ path }) =>
      path.field.type === 'id' || path.field.type === 'reference' ? path.read(row) : folded(path.read(row)),
    ),
  }));
  keyed.sort((a, b) => {
    for (const [at, { sign, nullsFirst }] of order.entries()) {
      const left = a.keys[at] ?? null;
      const right = b.keys[at] ?? null;
      if (left === right) continue;
      if (left === null) return nullsFirst ? -1 : 1;
      if (right === null) return nullsFirst ? 1 : -1;
      return left < right ? -sign : sign;
    }
    return 0;
  });
  keyed.forEach(({ row }, at) => {
    rows[at] = row;
  });
}

export function shuffle(list: unknown[], random: () => number): void {
  for (let at = list.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    [list[at], list[other]] = [list[other] as unknown, list[at] as unknown];
  }
}
