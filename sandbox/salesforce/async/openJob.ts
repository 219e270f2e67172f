import { refuse } from '../apiError.js';
import { header, type Call } from '../api/call.js';
import { OPERATIONS } from '../bulk/bulkRow.js';
import type { Org } from '../org.js';
import { readInfo } from './readInfo.js';
import type { AsyncJob, Format } from './shapes.js';

const FORMATS: readonly Format[] = ['CSV', 'XML', 'JSON'];
const ALL = [...OPERATIONS, 'query', 'queryAll'] as const;
/** Rows of a chunk unless the caller says otherwise, and the most there may be. */
const CHUNK = 100_000;
const MOST_CHUNK = 250_000;

/** A new job. Throws InvalidJob and the like. */
export function openJob(org: Org, call: Call, id: string): AsyncJob {
  const info = readInfo(call);
  const view = org.schema.object(info['object'] ?? '');
  if (view === null) throw refuse('InvalidEntity', `Unable to find object: ${info['object'] ?? ''}`);
  const wanted = info['operation'] ?? '';
  const operation = ALL.find((one) => one.toLowerCase() === wanted.toLowerCase());
  if (operation === undefined) throw refuse('InvalidJob', `operation is not supported: ${wanted}`);
  if (operation === 'hardDelete' && !org.permitted('bulkApiHardDelete'))
    throw refuse(
      'FeatureNotEnabled',
      'hardDelete operation requires special user profile permission, please contact your system administrator',
    );
  const external = info['externalIdFieldName'] ?? null;
  if (operation === 'upsert' && (external === null || view.field(external)?.idLookup !== true))
    throw refuse('InvalidJob', 'External ID was blank or is no external id field: upsert needs externalIdFieldName');
  const contentType = FORMATS.find((one) => one === (info['contentType'] ?? 'XML').toUpperCase());
  if (contentType === undefined)
    throw refuse('InvalidJob', `contentType is not supported: ${info['contentType'] ?? ''}`);
  return {
    id,
    operation,
    object: view.def.name,
    externalIdFieldName: external,
    assignmentRuleId: info['assignmentRuleId'] ?? null,
    concurrencyMode: info['concurrencyMode'] ?? 'Parallel',
    contentType,
    createdById: org.user(call.client),
    createdDate: org.now(),
    version: call.version.slice(1),
    chunkSize: chunkSize(header(call, 'sforce-enable-pkchunking')),
    state: 'Open',
    batches: [],
  };
}

function chunkSize(header: string): number {
  if (header === '' || /^\s*false/i.test(header)) return 0;
  const size = Number(/chunkSize\s*=\s*(\d+)/i.exec(header)?.[1] ?? CHUNK);
  return Math.min(MOST_CHUNK, Math.max(1, size));
}
