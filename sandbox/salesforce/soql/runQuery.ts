import { parseQuery, type Query } from '@jetstreamapp/soql-parser-js';
import type { Org } from '../org.js';
import type { StampStyle } from '../render.js';
import type { Row } from '../shapes.js';
import { aggregate, isAggregate, isBareCount } from './aggregate.js';
import { compileRows, invalidType } from './rows.js';
import { compileSelect, type Column } from './select.js';
import { malformed } from './whereTree.js';

/** What a query found. Records are made when read, so that a cursor over 200,000 rows holds references only. */
export interface Found {
  readonly totalSize: number;
  readonly object: string;
  /** How many records there are to page through: none of a bare count. */
  readonly length: number;
  records(from: number, to: number): readonly Record<string, unknown>[];
  readonly columns: readonly Column[];
  rows(from: number, to: number): readonly Row[];
}

/** Longest statement. Source: Salesforce Developer Limits, SOQL statements. */
const MOST_CHARACTERS = 100_000;

export function runQuery(
  org: Org,
  soql: string,
  mode: { readonly version: string; readonly deleted: boolean; readonly style: StampStyle },
): Found {
  const query = parse(soql);
  const view = org.schema.object(query.sObject ?? '');
  if (view === null) throw invalidType(query.sObject ?? '');
  const fields = query.fields ?? [];
  const groups = [query.groupBy ?? []].flat();
  if (query.having !== undefined) throw malformed('HAVING is not supported by the sandbox');
  if (isAggregate(fields, groups)) {
    const matching = compileRows(
      org,
      view,
      { ...query, ...(isBareCount(fields) ? {} : { orderBy: [] }) },
      mode.deleted,
    ).run();
    if (isBareCount(fields))
      return {
        totalSize: matching.length,
        object: view.def.name,
        length: 0,
        records: () => [],
        columns: [],
        rows: () => [],
      };
    const records = aggregate(org, view, fields, groups, matching);
    return {
      totalSize: records.length,
      object: view.def.name,
      length: records.length,
      records: (from, to) => records.slice(from, to),
      columns: [],
      rows: () => [],
    };
  }
  const selection = compileSelect({ org, ...mode }, view, fields, query.sObjectAlias, query.limit);
  const rows = compileRows(org, view, query, mode.deleted).run();
  return {
    totalSize: rows.length,
    object: view.def.name,
    length: rows.length,
    records: (from, to) => rows.slice(from, to).map((row) => selection.record(row)),
    columns: selection.columns,
    rows: (from, to) => rows.slice(from, to),
  };
}

function parse(soql: string): Query {
  if (soql.length > MOST_CHARACTERS) throw malformed('SOQL statements can not be longer than 100000 characters');
  // `ALL ROWS` belongs to Apex; the parser does not know it and neither does the REST API.
  try {
    return parseQuery(soql);
  } catch {
    throw malformed(`\n${soql.slice(0, 200)}\n^\nERROR at Row:1:Column:1\nunexpected token`);
  }
}
