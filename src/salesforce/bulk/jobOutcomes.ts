import { normaliseEmail } from '../../domain/email.js';
import { SyncError } from '../../domain/faults.js';
import type { Change, Draft, Outcome } from '../../ports/people.js';
import type { JobOutcomes } from '../../ports/writeJobs.js';
import { fullId } from '../ids.js';
import { outcome, type Asked, type SaveResult } from '../outcomes.js';
import type { Results } from './ingestJob.js';

/** The column that says whose a result is: they come in no order. */
export type KeyColumn = 'Id' | 'Email' | (string & {});

export interface FoundOutcomes {
  /** A row that is in neither list of results never had its turn. */
  readonly of: JobOutcomes;
  /** Whether any row's is like that. */
  some(like: (outcome: Outcome) => boolean): boolean;
}

/** What became of each row, found by its key column. */
export function jobOutcomes({ taken, failed }: Results, key: KeyColumn, asked: Asked): FoundOutcomes {
  const found = new Map<string, Outcome>();
  const add = (lines: Results['taken'], resultOf: (of: (column: string) => string) => SaveResult) => {
    const [header = [], ...rows] = lines;
    const places = new Map(header.map((column, at) => [column.toLowerCase(), at]));
    for (const row of rows) {
      const of = (column: string) => row[places.get(column.toLowerCase()) ?? -1] ?? '';
      const whose = keyOf(of(key), key);
      if (found.has(whose)) throw twice();
      found.set(whose, outcome(resultOf(of), asked));
    }
  };
  add(taken, (of) => ({ id: of('sf__Id'), success: true, created: of('sf__Created') === 'true', errors: [] }));
  add(failed, (of) => ({ id: null, success: false, created: null, errors: [errorOf(of('sf__Error'))] }));
  return {
    of: (row) => found.get(keyOf(writtenKey(row, key), key)) ?? { kind: 'missed' },
    some: (like) => [...found.values()].some(like),
  };
}

function writtenKey(row: Draft | Change, key: KeyColumn): string {
  if ('id' in row) return row.id;
  return String((key === 'Email' ? row.fields[key] : row.carries) ?? '');
}

/** Ids come in 15 or 18 characters, external ids in any case (they are not case-sensitive unless made so). */
function keyOf(value: string, key: KeyColumn): string {
  if (key === 'Id') return fullId(value);
  return key === 'Email' ? (normaliseEmail(value) ?? value) : value.toLowerCase();
}

/** `CODE:message:fields --`; the message may hold colons. */
function errorOf(written: string): SaveResult['errors'][number] {
  const [, code = 'NO_REASON', message = '', fields = ''] = /^(\w+):(.*?)(?::([\w,\s.]*))?\s*--\s*$/s.exec(written) ?? [
    '',
    /^\w+/.exec(written)?.[0] ?? 'NO_REASON',
    written,
  ];
  return { code, message, fields: fields.split(/[\s,]+/).filter((field) => field !== '') };
}

function twice(): SyncError {
  return new SyncError('broken', 'a job gave two results for one row', { system: 'salesforce', code: 'UNREADABLE' });
}
