import type { Org } from '../org.js';
import type { StampStyle } from '../render.js';
import type { ObjectView } from '../schema.js';
import type { Field, Row } from '../shapes.js';
import { runQuery } from '../soql/runQuery.js';
import { parseSosl, type Scope } from './parseSosl.js';
import { termCheck } from './term.js';

/** Records a SOSL search finds, in the order of its RETURNING. Throws MALFORMED_SEARCH, and what SOQL throws on the parts that are SOQL. */
export function search(org: Org, sosl: string, version: string, style: StampStyle): readonly Record<string, unknown>[] {
  const { term, scope, returning, limit } = parseSosl(sosl);
  const wanted =
    returning.length > 0
      ? returning
      : org.schema.objects
          .filter(({ def }) => !def.readOnly && org.may(def.name, 'read'))
          .map(({ def }) => ({ object: def.name, fields: 'Id', rest: '', limit }));
  const holds = termCheck(term);
  const email = /^[^\s"*?\\]+@[^\s"*?\\]+$/.exec(term.trim())?.[0] ?? null;
  const records: Record<string, unknown>[] = [];
  for (const one of wanted) {
    const view = org.schema.object(one.object);
    const names = view === null ? [] : searched(view, scope);
    // An address is looked up where it is indexed: a search among a million people must not read them all.
    const indexed =
      scope === 'EMAIL' && email !== null && names.length === 1 && view?.field('Email')?.idLookup === true;
    const rest = indexed ? withEmail(one.rest, email) : one.rest;
    const found = runQuery(org, `SELECT ${one.fields} FROM ${one.object} ${rest}`, { version, deleted: false, style });
    const rows = found.rows(0, found.length);
    let count = 0;
    for (const [at, row] of rows.entries()) {
      if (count >= one.limit || records.length >= limit) break;
      if (!meets(row, names, holds)) continue;
      records.push(...found.records(at, at + 1));
      count += 1;
    }
  }
  return records;
}

function withEmail(rest: string, email: string): string {
  const condition = `Email = '${email.replace(/'/g, "\\'")}'`;
  const where = /^\s*WHERE\s+([\s\S]*?)(\s+ORDER\s+BY[\s\S]*)?$/i.exec(rest);
  return where === null ? ` WHERE ${condition}${rest}` : ` WHERE ${condition} AND (${where[1] ?? ''})${where[2] ?? ''}`;
}

const TEXTS = ['string', 'email', 'phone', 'url', 'picklist', 'textarea', 'combobox'];
const SCOPES: Readonly<Record<Scope, (field: Field) => boolean>> = {
  ALL: (field) => TEXTS.includes(field.type),
  SIDEBAR: (field) => TEXTS.includes(field.type),
  NAME: (field) => field.nameField || field.compound === 'Name',
  EMAIL: (field) => field.type === 'email',
  PHONE: (field) => field.type === 'phone',
};

const searched = (view: ObjectView, scope: Scope): readonly string[] =>
  view.fields.filter((field) => !field.computed && SCOPES[scope](field)).map((field) => field.name);

function meets(row: Row, names: readonly string[], holds: (text: string) => boolean): boolean {
  const texts = names.flatMap((name) => {
    const value = row[name];
    return typeof value === 'string' ? [value] : [];
  });
  return texts.length > 0 && holds(texts.join('\n'));
}
