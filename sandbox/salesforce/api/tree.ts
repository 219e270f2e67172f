import { ApiError, refuse, type Complaint } from '../apiError.js';
import type { Org } from '../org.js';
import { createRow } from '../save.js';
import type { ObjectView } from '../schema.js';
import type { Sent } from '../sent.js';
import type { Writer } from '../writer.js';
import { jsonBody, listOf, route, type Call, type Route } from './call.js';
import { finish, viewNamed, writerFor } from './writing.js';

/** Source: REST API Developer Guide, sObject Tree. */
const MOST_RECORDS = 200;
const MOST_LEVELS = 5;

interface Refused {
  readonly referenceId: string;
  readonly complaints: readonly Complaint[];
}

/** Records with their children in one call, all or none. */
export function treeRoutes(org: Org): readonly Route[] {
  return [
    route('POST', /^\/composite\/tree\/(\w+)$/, (call, name = '') => {
      const writer = writerFor(org, call);
      const start = writer.tx.mark();
      const made: { referenceId: string; id: string }[] = [];
      const refused: Refused[] = [];
      plant(writer, viewNamed(org, name), rootsOf(call), null, 1, made, refused);
      if (refused.length > 0) {
        writer.tx.undo(start);
        const results = refused.map(({ referenceId, complaints }) => ({
          referenceId,
          errors: complaints.map(({ code, message, fields }) => ({ statusCode: code, message, fields: fields ?? [] })),
        }));
        return { status: 400, body: { hasErrors: true, results } };
      }
      finish(writer);
      return { status: 201, body: { hasErrors: false, results: made } };
    }),
  ];
}

function rootsOf(call: Call): readonly Sent[] {
  const roots = listOf(jsonBody(call), 'records');
  if (roots.length === 0 || roots.length > MOST_RECORDS)
    throw refuse('INVALID_INPUT', `a tree holds 1 to ${MOST_RECORDS} records`);
  return roots;
}

function plant(
  writer: Writer,
  view: ObjectView,
  records: readonly Sent[],
  parent: { readonly field: string; readonly id: string } | null,
  level: number,
  made: { referenceId: string; id: string }[],
  refused: Refused[],
): void {
  if (level > MOST_LEVELS) throw refuse('INVALID_INPUT', `a tree has at most ${MOST_LEVELS} levels`);
  for (const record of records) {
    const attributes = record['attributes'] as { referenceId?: unknown } | undefined;
    const referenceId = String(attributes?.referenceId ?? '');
    if (made.length + refused.length >= MOST_RECORDS)
      throw refuse('INVALID_INPUT', `a tree holds 1 to ${MOST_RECORDS} records`);
    const children = Object.entries(record).flatMap(([name, value]) => {
      const relation = view.children.find((one) => one.name?.toLowerCase() === name.toLowerCase());
      return relation !== undefined && typeof value === 'object' && value !== null && 'records' in value
        ? [{ name, relation, records: listOf(value as Sent, 'records') }]
        : [];
    });
    const own = Object.fromEntries(
      Object.entries(record).filter(([name]) => !children.some((one) => one.name === name)),
    );
    try {
      const id = createRow(writer, view, parent === null ? own : { ...own, [parent.field]: parent.id });
      made.push({ referenceId, id });
      for (const { relation, records: below } of children) {
        const child = writer.org.schema.object(relation.object);
        if (child !== null) plant(writer, child, below, { field: relation.field.name, id }, level + 1, made, refused);
      }
    } catch (error) {
      if (!(error instanceof ApiError) || error.complaints[0]?.code === 'INVALID_INPUT') throw error;
      refused.push({ referenceId, complaints: error.complaints });
    }
  }
}
