import { ApiError } from './apiError.js';
import { convertLead, type Converted } from './convert.js';
import { mergeRows } from './merge.js';
import type { Org } from './org.js';
import { ADMIN } from './orgRecords.js';
import { deleteRow, undeleteRow } from './remove.js';
import type { ObjectView } from './schema.js';
import type { Row } from './shapes.js';
import { begin } from './transaction.js';
import type { Writer } from './writer.js';

/** What a user does in the org itself, on many records at once: all or nothing, never in the write log. */
export function controlCalls(org: Org): Readonly<Record<string, (body: unknown) => unknown>> {
  const asUser = <T>(act: (writer: Writer) => T): T => {
    org.settle();
    const writer: Writer = {
      org,
      tx: begin(org),
      userId: org.user(ADMIN),
      client: ADMIN,
      method: 'POST',
      path: '/control',
      options: { allowDuplicates: true, assign: false },
      byApi: false,
      holder: org,
    };
    const start = writer.tx.mark();
    try {
      const result = act(writer);
      writer.tx.commit(null);
      return result;
    } catch (error) {
      writer.tx.undo(start);
      throw error instanceof ApiError
        ? new Error(error.complaints.map(({ code, message }) => `${code}: ${message}`).join('; '))
        : error;
    }
  };
  const found = (id: string): { readonly view: ObjectView; readonly row: Row } => {
    const at = org.byId(id);
    if (at === null) throw new Error(`no record ${id}`);
    return at;
  };
  return {
    delete: (body) =>
      asUser((writer) => {
        const ids = texts(record(body)['ids'], 'ids');
        // A parent's deletion may have taken the next one with it.
        for (const id of ids) if (!found(id).row.IsDeleted) deleteRow(writer, found(id).view, found(id).row);
        return { deleted: ids };
      }),
    undelete: (body) =>
      asUser((writer) => {
        const ids = texts(record(body)['ids'], 'ids');
        for (const id of ids) if (found(id).row.IsDeleted) undeleteRow(writer, found(id).view, found(id).row);
        return { undeleted: ids };
      }),
    merge: (body) =>
      asUser((writer) => {
        const merges = record(body)['merges'];
        if (!Array.isArray(merges)) throw new Error('merges must be a list');
        return {
          merged: merges.map((one: unknown) => {
            const { winner, losers, fields } = record(one);
            return mergeRows(
              writer,
              String(winner),
              texts(losers, 'losers'),
              fields === undefined ? {} : record(fields),
            );
          }),
        };
      }),
    convert: (body) =>
      asUser((writer) => {
        const given = record(body);
        const text = (name: string): string | null => (typeof given[name] === 'string' ? given[name] : null);
        return {
          converted: texts(given['leads'], 'leads').map((lead): Converted => {
            const opportunity = text('opportunity');
            const existing = opportunity !== null && org.byId(opportunity)?.view.def.name === 'Opportunity';
            return convertLead(writer, {
              lead,
              status: text('status'),
              contact: text('contact'),
              account: text('account'),
              owner: text('owner'),
              overwriteLeadSource: false,
              opportunity: existing ? opportunity : null,
              opportunityName: existing ? null : given['opportunity'] === true ? 'Opportunity' : opportunity,
            });
          }),
        };
      }),
  };
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new Error('the body must be an object');
}

function texts(value: unknown, what: string): readonly string[] {
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value;
  throw new Error(`${what} must be a list of ids`);
}
