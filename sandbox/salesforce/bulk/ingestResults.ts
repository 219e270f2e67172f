import { writeCsv } from '../api/csv.js';
import type { Complaint } from '../apiError.js';
import type { Org } from '../org.js';
import { shuffle } from '../soql/rows.js';
import type { IngestJob } from './ingestJob.js';

/** Results come in any order: callers carry a key of their own. @param kind the resource's name in lower case */
export function resultCsv(org: Org, job: IngestJob, kind: string): string {
  const header = job.csv?.header ?? [];
  const pairs = (job.csv?.rows ?? []).map((values, at) => ({ values, result: job.results[at] }));
  shuffle(pairs, () => org.kit.random());
  switch (kind) {
    case 'successfulresults':
      return writeCsv(
        ['sf__Id', 'sf__Created', ...header],
        pairs.flatMap(({ values, result }) =>
          result === undefined || 'complaints' in result ? [] : [[result.id, result.created, ...values]],
        ),
        job,
      );
    case 'failedresults':
      return writeCsv(
        ['sf__Id', 'sf__Error', ...header],
        pairs.flatMap(({ values, result }) =>
          result === undefined || !('complaints' in result)
            ? []
            : [[result.id ?? '', errorText(result.complaints[0]), ...values]],
        ),
        job,
      );
    default:
      return writeCsv(
        header,
        pairs.flatMap(({ values, result }) => (result === undefined ? [values] : [])),
        job,
      );
  }
}

/** `CODE:message:fields --`, as the data loader shows it. */
export function errorText(first: Complaint | undefined): string {
  // What JSON calls unreadable is a wrong type in CSV.
  const code = first?.code === 'JSON_PARSER_ERROR' ? 'INVALID_TYPE_ON_FIELD_IN_RECORD' : (first?.code ?? '');
  return `${code}:${first?.message ?? ''}:${(first?.fields ?? []).join(' ')} --`;
}
