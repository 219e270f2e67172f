import { rowsByKey } from './api/writing.js';
import { ApiError } from './apiError.js';
import type { Org } from './org.js';

interface Request {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

/** What a request is about to do, for faults that match by it; null for reads and what cannot be told. */
export function requestOp(org: Org, { method, path, body }: Request): string | null {
  const [pathname = ''] = path.split('?');
  if (pathname.startsWith('/services/Soap/'))
    return SOAP_OPS[/<(?:\w+:)?(convertLead|merge|create|update|delete)[\s>]/.exec(body)?.[1] ?? ''] ?? null;
  const below = pathname.replace(/^\/services\/data\/v\d+\.0/, '').replace(/\/$/, '');
  if (/^\/(composite\/)?sobjects/.test(below)) {
    if (method === 'DELETE') return 'delete';
    if (method === 'PATCH') return isUpsert(below) && createsAll(org, below, body) ? 'create' : 'update';
    if (method === 'POST') return /^\/composite\/sobjects\/\w+$/.test(below) ? null : 'create';
    return null;
  }
  return null;
}

const SOAP_OPS: Readonly<Record<string, string>> = {
  convertLead: 'convert',
  merge: 'merge',
  create: 'create',
  update: 'update',
  delete: 'delete',
};

const isUpsert = (below: string): boolean =>
  /^\/composite\/sobjects\/\w+\/\w+$/.test(below) || /^\/sobjects\/\w+\/\w+\/.+$/.test(below);

/** Whether an upsert finds none of its records. */
function createsAll(org: Org, below: string, body: string): boolean {
  try {
    const [, object = '', field = '', value] =
      /^\/(?:composite\/)?sobjects\/(\w+)\/(\w+)(?:\/(.+))?$/.exec(below) ?? [];
    const view = org.schema.object(object);
    if (view === null) return false;
    const sent: unknown = value === undefined ? JSON.parse(body) : null;
    const records =
      typeof sent === 'object' && sent !== null && 'records' in sent && Array.isArray(sent.records)
        ? (sent.records as Record<string, unknown>[])
        : [];
    const keys = value === undefined ? records.map((one) => String(one[field] ?? '')) : [decodeURIComponent(value)];
    return keys.every((key) => rowsByKey(org, view, field, key).length === 0);
  } catch (error) {
    if (error instanceof ApiError || error instanceof SyntaxError || error instanceof URIError) return false;
    throw error;
  }
}
