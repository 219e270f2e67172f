import type { Call } from '../api/call.js';
import type { RowResult } from '../api/writing.js';
import type { BulkOperation } from '../bulk/bulkRow.js';

export type Format = 'CSV' | 'XML' | 'JSON';

export interface AsyncJob {
  readonly id: string;
  readonly operation: BulkOperation | 'query' | 'queryAll';
  readonly object: string;
  readonly externalIdFieldName: string | null;
  readonly assignmentRuleId: string | null;
  readonly concurrencyMode: string;
  readonly contentType: Format;
  readonly createdById: string;
  readonly createdDate: number;
  readonly version: string;
  /** Rows of a chunk; 0: one batch for all. */
  readonly chunkSize: number;
  state: 'Open' | 'Closed' | 'Aborted' | 'Failed';
  readonly batches: Batch[];
}

export interface Batch {
  readonly id: string;
  readonly jobId: string;
  readonly body: string;
  readonly call: Call;
  readonly createdAt: number;
  state: 'Queued' | 'InProgress' | 'Completed' | 'Failed' | 'NotProcessed';
  stateMessage: string | null;
  /** Of a DML batch, in the order of its rows. */
  results: readonly RowResult[];
  /** Of a query batch: the rendered answer by result id. */
  readonly files: Map<string, string>;
  records: number;
}

export const TYPES: Readonly<Record<Format, string>> = {
  CSV: 'text/csv',
  XML: 'application/xml',
  JSON: 'application/json',
};
