import { ApiError } from '../apiError.js';
import type { Answer, Call } from './call.js';

/** One of the calls inside of a composite, as the caller words it. */
export interface InnerCall {
  readonly method: string;
  readonly url: string;
  readonly body: unknown;
  readonly headers: unknown;
}

/** Dispatches a call that came inside of another; what is refused is answered as it would be alone. */
export function innerAnswer(
  dispatch: (call: Call) => Answer,
  outer: Call,
  { method, url, body, headers }: InnerCall,
): Answer {
  const match = /^\/services\/data\/(v\d+\.\d)(\/[^?]*)(?:\?(.*))?$/s.exec(url);
  if (match === null)
    return { status: 404, body: [{ errorCode: 'NOT_FOUND', message: 'The requested resource does not exist' }] };
  const [, version = '', path = '', query = ''] = match;
  const own =
    typeof headers === 'object' && headers !== null
      ? Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]))
      : {};
  try {
    const { json, ...answer } = dispatch({
      ...outer,
      method: method.toUpperCase(),
      version,
      path: path.replace(/\/$/, ''),
      query: new URLSearchParams(query),
      headers: { ...outer.headers, ...own },
      body: body === undefined ? '' : JSON.stringify(body),
    });
    return json === undefined ? answer : { ...answer, body: JSON.parse(json.toString('utf8')) as unknown };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return {
      status: error.status,
      body: error.complaints.map(({ code, message, fields }) => ({
        message,
        errorCode: code,
        ...(fields === undefined ? {} : { fields }),
      })),
    };
  }
}

/** A request with `@{ref.id}` replaced by what earlier answers hold. */
export function withReferences(
  request: Readonly<Record<string, unknown>>,
  known: ReadonlyMap<string, unknown>,
): Record<string, unknown> {
  return JSON.parse(
    JSON.stringify(request).replace(/@\{([^}]+)\}/g, (whole, path: string) => {
      const found = lookUp(known, path);
      // Inside of a JSON text: quotes and backslashes of the value are escaped.
      return found === null ? whole : JSON.stringify(found).slice(1, -1);
    }),
  ) as Record<string, unknown>;
}

/** `ref.records[0].Id` in an earlier answer. */
function lookUp(known: ReadonlyMap<string, unknown>, path: string): string | null {
  const [reference = '', ...steps] = path.split(/[.[\]]+/).filter((step) => step !== '');
  let at = known.get(reference);
  for (const step of steps)
    at =
      typeof at === 'object' && at !== null && Object.hasOwn(at, step)
        ? (at as Record<string, unknown>)[step]
        : undefined;
  return typeof at === 'string' || typeof at === 'number' ? String(at) : null;
}
