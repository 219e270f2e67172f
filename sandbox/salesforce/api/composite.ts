import { ApiError, refuse } from '../apiError.js';
import { jsonBody, listOf, route, type Answer, type Call, type Route } from './call.js';

/** Source: REST API Developer Guide, Composite and Composite Batch. */
const MOST_REQUESTS = 25;

/** Several calls in one. Roll-back of a whole composite is not played: with allOrNone the calls after a failed one are halted. */
export function compositeRoutes(dispatch: (call: Call) => Answer): readonly Route[] {
  return [
    route('POST', /^\/composite$/, (call) => {
      const body = jsonBody(call);
      const requests = listOf(body, 'compositeRequest');
      if (requests.length > MOST_REQUESTS)
        throw refuse('LIMIT_EXCEEDED', `Limit exceeded. The max number of operations is ${MOST_REQUESTS}.`);
      const known = new Map<string, unknown>();
      let halted = false;
      const responses = requests.map((one) => {
        const referenceId = String(one['referenceId'] ?? '');
        const filled = JSON.parse(
          JSON.stringify(one).replace(/@\{([^}]+)\}/g, (whole, path: string) => lookUp(known, path) ?? whole),
        ) as Record<string, unknown>;
        const answer = halted
          ? HALTED
          : inner(
              dispatch,
              call,
              String(filled['method'] ?? 'GET'),
              String(filled['url'] ?? ''),
              filled['body'],
              filled['httpHeaders'],
            );
        if (answer.status >= 400 && body['allOrNone'] === true) halted = true;
        known.set(referenceId, answer.body);
        return {
          body: answer.body ?? null,
          httpHeaders: answer.headers?.['location'] === undefined ? {} : { Location: answer.headers['location'] },
          httpStatusCode: answer.status,
          referenceId,
        };
      });
      return { status: 200, body: { compositeResponse: responses } };
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
