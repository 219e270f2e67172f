import { ApiError } from '../apiError.js';
import type { Org } from '../org.js';
import type { StampStyle } from '../render.js';
import type { Row } from '../shapes.js';
import { aggregate, isAggregate, isBareCount } from './aggregate.js';
import { aggregateColumns, type AggregateColumn } from './aggregateColumns.js';
import { parseSoql } from './parse.js';
import { pointed } from './position.js';
import { compileRows, invalidType } from './rows.js';
import { compileSelect, type Column } from './select.js';

/** What a query found. Records are made when read, so that a cursor over 200,000 rows holds references only. */
export interface Found {
  readonly totalSize: number;
  readonly object: string;
  /** How many records there are to page through: none of a bare count. */
  readonly length: number;
  records(from: number, to: number): readonly Record<string, unknown>[];
  /** The same as JSON, without the brackets: written straight from the rows where no column nests. */
  json(from: number, to: number): Buffer;
  /** Empty of aggregates. */
  readonly columns: readonly Column[];
  /** Of aggregates only. */
  readonly aggregates?: readonly AggregateColumn[];
  rows(from: number, to: number): readonly Row[];
}

export interface QueryMode {
  readonly version: string;
  /** Whether the recycle bin is read as well. */
  readonly deleted: boolean;
  readonly style: StampStyle;
}

/** Throws ApiError, telling where in the statement the trouble is. */
export function runQuery(org: Org, soql: string, mode: QueryMode): Found {
  try {
    return found(org, soql, mode);
  } catch (error) {
    throw error instanceof ApiError ? pointed(soql, error) : error;
  }
}

function found(org: Org, soql: string, mode: QueryMode): Found {
  const query = parseSoql(soql);
  const view = org.schema.object(query.sObject ?? '');
  if (view === null || !org.may(view.def.name, 'read')) throw invalidType(query.sObject ?? '');
  const object = view.def.name;
  if (isAggregate(query)) {
    const bare = isBareCount(query);
    const { orderBy: _order, limit: _limit, offset: _offset, ...unordered } = query;
    const matching = compileRows(org, view, bare ? query : unordered, mode.deleted).run();
    if (bare)
      return {
        totalSize: matching.length,
        object,
        length: 0,
        records: () => [],
        json: () => Buffer.alloc(0),
        columns: [],
        rows: () => [],
      };
    const records = aggregate(org, view, query, matching);
    return {
      totalSize: records.length,
      object,
      length: records.length,
      records: (from, to) => records.slice(from, to),
      json: (from, to) => joined(records.slice(from, to), (one) => JSON.stringify(one)),
      columns: [],
      aggregates: aggregateColumns(query),
      rows: () => [],
    };
  }
  const selection = compileSelect({ org, ...mode }, view, query.fields ?? [], query.sObjectAlias, query.limit);
  const rows = compileRows(org, view, query, mode.deleted).run();
  return {
    totalSize: rows.length,
    object,
    length: rows.length,
    records: (from, to) => rows.slice(from, to).map((row) => selection.record(row)),
    json: (from, to) => joined(rows.slice(from, to), selection.json),
    columns: selection.columns,
    rows: (from, to) => rows.slice(from, to),
  };
}

const COMMA = 44;
/** Of a record with some twenty fields. */
const USUAL_BYTES = 700;
/** A character of a text takes at most this many bytes of UTF-8. */
const MOST_BYTES = 3;

/** Every record straight into the page: one put together as one text costs twice the time, most of it collecting what was left over. */
function joined<T>(records: readonly T[], json: (one: T) => string): Buffer {
  let page = Buffer.allocUnsafe(records.length * USUAL_BYTES);
  let at = 0;
  for (const one of records) {
    const text = json(one);
    const most = at + 1 + text.length * MOST_BYTES;
    if (most > page.length) page = Buffer.concat([page.subarray(0, at)], Math.max(most, 2 * page.length));
    if (at > 0) page[at++] = COMMA;
    at += page.write(text, at);
  }
  return page.subarray(0, at);
}
