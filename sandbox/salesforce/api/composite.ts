import { ApiError, refuse } from '../apiError.js';
import type { Org } from '../org.js';
import type { Sent } from '../sent.js';
import { together } from '../transaction.js';
import { jsonBody, listOf, route, type Answer, type Call, type Route } from './call.js';

/** Source: REST API Developer Guide, Composite and Composite Batch. */
const MOST_REQUESTS = 25;

/** Several calls in one: each for itself, or all or none. Source: REST API Developer Guide, "allOrNone Parameters in Composite and Collections Requests". */
export function compositeRoutes(org: Org, dispatch: (call: Call) => Answer): readonly Route[] {
  return [
    route('POST', /^\/composite$/, (call) => {
      const body = jsonBody(call);
      const requests = listOf(body, 'compositeRequest');
      if (requests.length > MOST_REQUESTS)
        throw refuse('LIMIT_EXCEEDED', `Limit exceeded. The max number of operations is ${MOST_REQUESTS}.`);
      let answers: readonly Answer[] = [];
      if (body['allOrNone'] === true) {
        together(org, call.client, () => {
          answers = allOrNone(dispatch, call, requests);
          return !answers.some(hasFailed);
        });
      } else {
        answers = inOrder(dispatch, call, requests);
      }
      const compositeResponse = answers.map((answer, at) => ({
        body: answer.body ?? null,
        httpHeaders: answer.headers?.['location'] === undefined ? {} : { Location: answer.headers['location'] },
        httpStatusCode: answer.status,
        referenceId: String(requests[at]?.['referenceId'] ?? ''),
      }));
      return { status: 200, body: { compositeResponse } };
    }),
    route('POST', /^\/composite\/batch$/, (call) => {
      const body = jsonBody(call);
      const requests = listOf(body, 'batchRequests');
      if (requests.length > MOST_REQUESTS)
        throw refuse('LIMIT_EXCEEDED', `Limit exceeded. The max number of operations is ${MOST_REQUESTS}.`);
      let stopped = false;
      const results = requests.map((one) => {
        const url = String(one['url'] ?? '');
        const answer = stopped
          ? SKIPPED
          : inner(
              dispatch,
              call,
              String(one['method'] ?? 'GET'),
              url.startsWith('/') ? url : `/services/data/${url}`,
              one['richInput'],
              undefined,
            );
        if (answer.status >= 400 && body['haltOnError'] === true) stopped = true;
        return { statusCode: answer.status, result: answer.body ?? null };
      });
      return { status: 200, body: { hasErrors: results.some((one) => one.statusCode >= 400), results } };
    }),
  ];
}

type Dispatch = (call: Call) => Answer;

function inOrder(dispatch: Dispatch, call: Call, requests: readonly Sent[]): readonly Answer[] {
  const known = new Map<string, unknown>();
  return requests.map((one) => {
    const answer = referring(dispatch, call, one, known);
    known.set(String(one['referenceId'] ?? ''), answer.body);
    return answer;
  });
}

/** The first failure halts the rest and takes back what came before. Collections inside are all or none too, whatever they ask for. */
function allOrNone(dispatch: Dispatch, call: Call, requests: readonly Sent[]): readonly Answer[] {
  const known = new Map<string, unknown>();
  const answers: Answer[] = [];
  for (const [at, one] of requests.entries()) {
    const answer = referring(
      (asked) => dispatch(/^\/composite\/sobjects(?:\/|$)/i.test(asked.path) ? whole(asked) : asked),
      call,
      one,
      known,
    );
    if (hasFailed(answer)) return requests.map((_unused, other) => (other === at ? answer : HALTED));
    known.set(String(one['referenceId'] ?? ''), answer.body);
    answers.push(answer);
  }
  return answers;
}

/** Collections answer 200 and say per record what failed. */
const hasFailed = ({ status, body }: Answer): boolean =>
  status >= 400 ||
  (Array.isArray(body) &&
    body.some((one: unknown) => typeof one === 'object' && one !== null && 'success' in one && one.success === false));

function whole(call: Call): Call {
  const query = new URLSearchParams(call.query);
  query.set('allOrNone', 'true');
  return { ...call, query, body: call.body === '' ? '' : JSON.stringify({ ...jsonBody(call), allOrNone: true }) };
}

/** One call, its `@{ref.field}` filled from earlier answers. One that refers to nothing is not made. */
function referring(dispatch: Dispatch, call: Call, one: Sent, known: ReadonlyMap<string, unknown>): Answer {
  let missing: string | null = null;
  const filled = JSON.parse(
    JSON.stringify(one).replace(/@\{([^}]+)\}/g, (text, path: string) => {
      const value = lookUp(known, path);
      if (value === null) missing ??= path;
      return value === null ? text : JSON.stringify(value).slice(1, -1);
    }),
  ) as Sent;
  if (missing !== null) return unresolved(missing);
  const { method, url, body, httpHeaders } = filled;
  return inner(dispatch, call, String(method ?? 'GET'), String(url ?? ''), body, httpHeaders);
}

function unresolved(path: string): Answer {
  const [reference = '', ...rest] = path.split('.');
  const message = `Invalid reference specified. No value for ${rest.join('.')} found in ${reference}`;
  return { status: 400, body: [{ errorCode: 'PROCESSING_HALTED', message }] };
}

const HALTED: Answer = {
  status: 400,
  body: [
    {
      errorCode: 'PROCESSING_HALTED',
      message: 'The transaction was rolled back since another operation in the same transaction failed.',
    },
  ],
};
const SKIPPED: Answer = {
  status: 412,
  body: [{ errorCode: 'BATCH_PROCESSING_HALTED', message: 'Batch processing halted per request.' }],
};

function inner(
  dispatch: (call: Call) => Answer,
  outer: Call,
  method: string,
  url: string,
  body: unknown,
  headers: unknown,
): Answer {
  const match = /^\/services\/data\/(v\d+\.\d)(\/[^?]*)(?:\?(.*))?$/.exec(url);
  if (match === null)
    return { status: 404, body: [{ errorCode: 'NOT_FOUND', message: 'The requested resource does not exist' }] };
  const [, version = '', path = '', query = ''] = match;
  const own =
    typeof headers === 'object' && headers !== null
      ? Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]))
      : {};
  try {
    return dispatch({
      ...outer,
      method: method.toUpperCase(),
      version,
      path: path.replace(/\/$/, ''),
      query: new URLSearchParams(query),
      headers: { ...outer.headers, ...own },
      body: body === undefined ? '' : JSON.stringify(body),
    });
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

/** `@{ref.records[0].Id}` in an earlier answer. */
function lookUp(known: ReadonlyMap<string, unknown>, path: string): string | null {
  const [reference = '', ...steps] = path.split(/[.[\]]+/).filter((step) => step !== '');
  let at = known.get(reference);
  for (const step of steps)
    at = typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[step] : undefined;
  return typeof at === 'string' || typeof at === 'number' ? String(at) : null;
}
