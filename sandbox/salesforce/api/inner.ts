import { ApiError } from '../apiError.js';
import { jsonBody, type Answer, type Call } from './call.js';

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

/** The same, its `@{ref.id}` filled from earlier answers. One that refers to what none of them holds is not made. */
export function referringAnswer(
  dispatch: (call: Call) => Answer,
  call: Call,
  request: Readonly<Record<string, unknown>>,
  known: ReadonlyMap<string, unknown>,
): Answer {
  const { filled, missing } = withReferences(request, known);
  if (missing !== null) return unresolved(missing);
  return innerAnswer(dispatch, call, {
    method: String(filled['method'] ?? 'GET'),
    url: String(filled['url'] ?? ''),
    body: filled['body'],
    headers: filled['httpHeaders'],
  });
}

/** Collections inside of an all-or-none composite are all or none too, whatever they ask for. Source: REST API Developer Guide, "allOrNone Parameters in Composite and Collections Requests". */
export const strictly =
  (dispatch: (call: Call) => Answer) =>
  (call: Call): Answer => {
    if (!/^\/composite\/sobjects(?:\/|$)/i.test(call.path)) return dispatch(call);
    const query = new URLSearchParams(call.query);
    query.set('allOrNone', 'true');
    return dispatch({
      ...call,
      query,
      body: call.body === '' ? '' : JSON.stringify({ ...jsonBody(call), allOrNone: true }),
    });
  };

function unresolved(path: string): Answer {
  const [reference = '', ...rest] = path.split('.');
  const message = `Invalid reference specified. No value for ${rest.join('.')} found in ${reference}`;
  return { status: 400, body: [{ errorCode: 'PROCESSING_HALTED', message }] };
}

/** A request with `@{ref.id}` replaced by what earlier answers hold; `missing`: a reference to what none of them holds. */
function withReferences(
  request: Readonly<Record<string, unknown>>,
  known: ReadonlyMap<string, unknown>,
): { readonly filled: Readonly<Record<string, unknown>>; readonly missing: string | null } {
  let missing: string | null = null;
  const text = JSON.stringify(request).replace(/@\{([^}]+)\}/g, (whole, path: string) => {
    const found = lookUp(known, path);
    if (found === null) missing ??= path;
    // Inside of a JSON text: quotes and backslashes of the value are escaped.
    return found === null ? whole : JSON.stringify(found).slice(1, -1);
  });
  return { filled: JSON.parse(text) as Record<string, unknown>, missing };
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
