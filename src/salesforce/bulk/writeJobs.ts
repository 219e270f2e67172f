import { normaliseEmail } from '../../domain/email.js';
import { SyncError } from '../../domain/faults.js';
import type { Fields } from '../../domain/value.js';
import type { Change, Draft } from '../../ports/people.js';
import type { JobBatch, WriteJobs } from '../../ports/writeJobs.js';
import type { DescribedField } from '../describe.js';
import { vanished } from '../columns.js';
import { drifted, isOfAField, lostFields } from '../drift.js';
import { fullId } from '../ids.js';
import { name } from '../soql.js';
import type { Session } from '../session.js';
import type { WriteOptions } from '../writePeople.js';
import { abortIngest, closeIngest, openIngest, resultsOfIngest, stateOfIngest, uploadIngest } from './ingestJob.js';
import { isRefused } from './job.js';
import { fits, jobCsv } from './jobCsv.js';
import { jobOutcomes, type KeyColumn } from './jobOutcomes.js';

/** Salesforce takes a job in batches of as many. Source: Bulk API 2.0 Developer Guide, How Requests Are Processed. */
const MOST_ROWS = 10_000;

/**
 * Writing by Bulk API 2.0. A job knows neither the duplicate header nor the org's default assignment rule: where the connection asks for either, there are no jobs.
 * @param finishing for what follows a job's beginning: short of calls we begin none, but one that is begun comes to its end
 */
export function writeJobs(options: WriteOptions, bulkFrom: number, finishing: Session): WriteJobs | undefined {
  const { session, catalogue, externalIdField, assignmentRules, duplicateRules } = options;
  if (assignmentRules || duplicateRules === 'allow') return undefined;

  const external = async (object: string): Promise<DescribedField | null> => {
    if (externalIdField === null) return null;
    const field = (await catalogue.described(object))?.fields.get(externalIdField.toLowerCase());
    if (field?.createable !== true) throw vanished(object, externalIdField, 'misconfigured');
    return field;
  };
  const keyOf = (op: JobBatch['op']): KeyColumn => (op === 'update' ? 'Id' : (externalIdField ?? 'Email'));

  return {
    from: bulkFrom,
    most: MOST_ROWS,
    takes(op, row) {
      if (!fits(row.fields)) return false;
      if ('id' in row) return op === 'update';
      // An opt-out may be refused by itself, which only a call does before it is sent.
      if (op !== 'create' || row.optedOut) return false;
      return externalIdField === null ? normaliseEmail(textOf(row.fields['Email'])) !== null : row.carries !== null;
    },
    async begin(op, object) {
      const field = op === 'create' ? await external(object) : null;
      const byId = field !== null && !field.unique;
      const operation = byId ? 'upsert' : op === 'create' ? 'insert' : 'update';
      try {
        return await openIngest(session, {
          object: name(object),
          operation,
          ...(byId ? { externalIdFieldName: name(field.name) } : {}),
        });
      } catch (error) {
        if (isRefused(error)) return null;
        throw error;
      }
    },
    async upload(job, { op, rows }) {
      const object = rows[0]?.object ?? '';
      if (rows.some((row) => row.object !== object))
        throw new SyncError('broken', 'a job is of one object', { system: 'tandem' });
      const field = op === 'create' ? await external(object) : null;
      await uploadIngest(finishing, job, jobCsv(rows.map((row) => ({ ...row.fields, ...keyFields(row, field) }))));
    },
    close: (job) => closeIngest(finishing, job),
    state: (job) => stateOfIngest(finishing, job),
    abort: (job) => abortIngest(finishing, job),
    async outcomes(job, op) {
      const results = await resultsOfIngest(finishing, job);
      const found = jobOutcomes(results, keyOf(op), { op, carries: op === 'create' ? externalIdField : null });
      if (!found.some(isOfAField)) return found.of;
      const lostBy = await lostFields(catalogue, op, new Set([results.object]));
      return (row) => drifted(found.of(row), lostBy(row));
    },
  };
}

function keyFields(row: Draft | Change, external: DescribedField | null): Fields {
  if ('id' in row) return { Id: fullId(row.id) };
  return external === null ? {} : { [external.name]: row.carries };
}

function textOf(value: Fields[string] | undefined): string | null {
  return typeof value === 'string' ? value : null;
}
