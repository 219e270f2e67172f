import { refuse } from '../apiError.js';
import type { Org } from '../org.js';
import { together } from '../transaction.js';
import { jsonBody, listOf, route, type Answer, type Call, type Route } from './call.js';
import { innerAnswer, referringAnswer, strictly } from './inner.js';

/** Source: REST API Developer Guide, Composite, Composite Batch and Composite Graph. */
const MOST_REQUESTS = 25;
const MOST_GRAPHS = 75;
const MOST_NODES = 500;

type Requests = readonly Readonly<Record<string, unknown>>[];

/** Several calls in one. */
export function compositeRoutes(org: Org, dispatch: (call: Call) => Answer): readonly Route[] {
  return [
    route('POST', /^\/composite$/, (call) => {
      const body = jsonBody(call);
      const requests = limited(listOf(body, 'compositeRequest'), MOST_REQUESTS);
      const responses = answers(org, dispatch, call, requests, body['allOrNone'] === true);
      return { status: 200, body: { compositeResponse: responses } };
    }),
    route('POST', /^\/composite\/graph$/, (call) => {
      const graphs = listOf(jsonBody(call), 'graphs');
      if (graphs.length > MOST_GRAPHS)
        throw refuse('LIMIT_EXCEEDED', `Limit exceeded. The max number of graphs is ${MOST_GRAPHS}.`);
      limited(
        graphs.flatMap((graph) => listOf(graph, 'compositeRequest')),
        MOST_NODES,
      );
      return {
        status: 200,
        body: {
          graphs: graphs.map((graph) => {
            const compositeResponse = answers(org, dispatch, call, listOf(graph, 'compositeRequest'), true);
            const isSuccessful = compositeResponse.every(({ httpStatusCode }) => httpStatusCode < 400);
            return { graphId: graph['graphId'] ?? null, graphResponse: { compositeResponse }, isSuccessful };
          }),
        },
      };
    }),
    route('POST', /^\/composite\/batch$/, (call) => {
      const body = jsonBody(call);
      const requests = limited(listOf(body, 'batchRequests'), MOST_REQUESTS);
      let stopped = false;
      const results = requests.map((one) => {
        const url = String(one['url'] ?? '');
        const answer = stopped
          ? SKIPPED
          : innerAnswer(dispatch, call, {
              method: String(one['method'] ?? 'GET'),
              url: url.startsWith('/') ? url : `/services/data/${url}`,
              body: one['richInput'],
              headers: undefined,
            });
        if (answer.status >= 400 && body['haltOnError'] === true) stopped = true;
        return { statusCode: answer.status, result: answer.body ?? null };
      });
      return { status: 200, body: { hasErrors: results.some((one) => one.statusCode >= 400), results } };
    }),
  ];
}

interface Response {
  readonly body: unknown;
  readonly httpHeaders: object;
  readonly httpStatusCode: number;
  readonly referenceId: string;
}

/** With allOrNone one refusal undoes them all, and the others are said to be halted. */
function answers(
  org: Org,
  dispatch: (call: Call) => Answer,
  call: Call,
  requests: Requests,
  allOrNone: boolean,
): readonly Response[] {
  const known = new Map<string, unknown>();
  const ids = requests.map((one) => one['referenceId']);
  if (ids.some((id) => typeof id !== 'string' || !/^[A-Za-z0-9]\w*$/.test(id)))
    throw refuse('INVALID_INPUT', 'referenceId must be given, alphanumeric, and begin with a letter or digit');
  if (new Set(ids).size < ids.length) throw refuse('INVALID_INPUT', 'referenceId must be unique');
  const run = (): readonly Response[] => {
    let halted = false;
    return requests.map((one) => {
      const answer = halted ? HALTED : referringAnswer(allOrNone ? strictly(dispatch) : dispatch, call, one, known);
      if (allOrNone && isRefused(answer)) halted = true;
      known.set(String(one['referenceId']), answer.body);
      return shown(one, answer);
    });
  };
  if (!allOrNone) return run();
  const all = together(org, run, (responses) =>
    responses.every(({ httpStatusCode, body }) => httpStatusCode < 400 && !holdsRefusal(body)),
  );
  if (all.every(({ httpStatusCode, body }) => httpStatusCode < 400 && !holdsRefusal(body))) return all;
  return all.map((one, at) =>
    one.httpStatusCode >= 400 || holdsRefusal(one.body) ? one : shown(requests[at] ?? {}, HALTED),
  );
}

const isRefused = (answer: Answer): boolean => answer.status >= 400 || holdsRefusal(answer.body);
/** A collection answers 200 and says per record what was refused. */
const holdsRefusal = (body: unknown): boolean =>
  Array.isArray(body) &&
  body.some(
    (one: unknown) => typeof one === 'object' && one !== null && (one as { success?: unknown }).success === false,
  );

const shown = (request: Readonly<Record<string, unknown>>, answer: Answer): Response => ({
  body: answer.body ?? null,
  httpHeaders: answer.headers?.['location'] === undefined ? {} : { Location: answer.headers['location'] },
  httpStatusCode: answer.status,
  referenceId: String(request['referenceId'] ?? ''),
});

function limited(requests: Requests, most: number): Requests {
  if (requests.length > most)
    throw refuse('LIMIT_EXCEEDED', `Limit exceeded. The max number of operations is ${most}.`);
  return requests;
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
