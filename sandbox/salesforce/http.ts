import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { asyncError, type AsyncApi } from './async/asyncApi.js';
import type { BulkApi } from './api/bulk.js';
import type { Answer, Call } from './api/call.js';
import type { Dispatcher } from './api/dispatcher.js';
import { ApiError, errorText, refuse } from './apiError.js';
import type { Budget } from './budget.js';
import { identityOf } from './identity.js';
import { grantToken } from './oauth.js';
import type { OpenCalls } from './openCalls.js';
import type { Org } from './org.js';
import { bearer, type Sessions } from './sessions.js';
import { answerSoap, soapSession, type SoapApi } from './soap/soap.js';
import { form, headBytes, originOf, packed, split, textOf, unpacked } from './wire.js';

export interface Parts {
  readonly org: Org;
  readonly sessions: Sessions;
  readonly budget: Budget;
  readonly open: OpenCalls;
  readonly dispatcher: Dispatcher;
  readonly soap: SoapApi;
  /** Bulk API 2.0. */
  readonly jobs: BulkApi;
  /** Bulk API 1.0. */
  readonly bulk: AsyncApi;
}

const JSON_TYPE = 'application/json;charset=UTF-8';
const OLDEST = 20;
const NEWEST = 66;
/** Bulk uploads. Source: Bulk API and Bulk API 2.0 Limits and Allocations. */
const MOST_BODY = 151 * 1024 * 1024;
/** Longest address, and longest address with headers. Source: REST API Developer Guide, status 414 and 431. */
const MOST_HEAD = 16_384;

/** Logins, identity, SOAP, Bulk API 1.0 and the data API. Bodies are read as text: Salesforce minds the path, not the content type. */
export function registerRoutes(app: FastifyInstance, parts: Parts): void {
  const { org, sessions, budget, open } = parts;
  const refused = new WeakSet<FastifyRequest>();
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body, done) => {
    try {
      done(null, unpacked(request, typeof body === 'string' ? Buffer.from(body) : body));
    } catch {
      done(Object.assign(new Error('The body is not what its Content-Encoding says'), { statusCode: 400 }));
    }
  });
  app.addHook('onRequest', async (request, reply) => {
    org.settle();
    parts.jobs.tick();
    parts.bulk.tick();
    if (!open.enter(request)) refused.add(request);
    // Also of calls that hang or are cut: their answer closes with the connection.
    reply.raw.once('close', () => open.leave(request));
  });
  app.addHook('onResponse', async (request) => open.leave(request));
  app.addHook('onSend', async (request, reply, payload) => {
    if (request.url.startsWith('/services/'))
      reply.header('sforce-limit-info', `api-usage=${budget.used}/${org.settings.dailyApiRequests}`);
    return payload;
  });

  app.post('/services/oauth2/token', async (request, reply) => {
    const { status, body } = grantToken(org, sessions, form(request), originOf(request));
    return reply.code(status).type(JSON_TYPE).send(JSON.stringify(body));
  });
  app.post('/services/oauth2/revoke', async (request, reply) => {
    sessions.close(form(request).get('token') ?? '');
    return reply.code(200).send();
  });
  for (const url of ['/services/oauth2/userinfo', '/id/:organization/:user']) {
    app.get(url, async (request, reply) =>
      answered(request, reply, () => {
        const token =
          bearer(request.headers.authorization) ?? new URLSearchParams(split(request.url).search).get('oauth_token');
        return { status: 200, body: identityOf(org, sessions.use(token), originOf(request)) };
      }),
    );
  }
  /** Lets a call in: its limits, its user, the day's count. */
  const admit = (request: FastifyRequest, token: string | null): string => {
    const client = sessions.use(token);
    if (!org.act(client, () => org.permitted('apiEnabled')))
      throw refuse('API_DISABLED_FOR_ORG', 'API is not enabled for this Organization or Partner');
    if (refused.has(request))
      throw refuse('REQUEST_LIMIT_EXCEEDED', 'ConcurrentRequests (Concurrent API Requests) Limit exceeded.');
    if (budget.exceeded()) throw refuse('REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.');
    budget.count();
    // Whoever calls is a user of the org.
    org.user(client);
    return client;
  };
  app.post('/services/Soap/*', async (request, reply) => {
    const xml = textOf(request);
    const { status, body } = answerSoap(parts.soap, xml, originOf(request), () =>
      callOf(request, 'v62.0', request.url, admit(request, soapSession(xml))),
    );
    return send(request, reply.code(status), body, 'text/xml; charset=utf-8');
  });
  app.route({
    method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    url: '/services/async/*',
    handler: async (request, reply) =>
      answered(
        request,
        reply,
        () => {
          const { pathname } = split(request.url);
          const match = /^\/services\/async\/(\d+)\.0(\/.*)$/.exec(pathname);
          const session = request.headers['x-sfdc-session'];
          const client = admit(request, typeof session === 'string' ? session : bearer(request.headers.authorization));
          if (match === null)
            throw refuse('InvalidUrl', 'Destination URL not reset. The URL returned from login must be set');
          return org.act(client, () =>
            parts.bulk.answer(callOf(request, `v${match[1] ?? ''}.0`, match[2] ?? '', client)),
          );
        },
        (error) => asyncError(request.headers, error),
      ),
  });
  app.get('/services/data', async (_request, reply) => reply.type(JSON_TYPE).send(JSON.stringify(versions())));
  app.route({
    method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'],
    url: '/services/data/*',
    bodyLimit: MOST_BODY,
    handler: async (request, reply) =>
      answered(request, reply, () => {
        if (Buffer.byteLength(request.url) > MOST_HEAD)
          throw refuse('URI_TOO_LONG', 'The length of the URI exceeds the 16,384 byte limit.');
        if (headBytes(request) > MOST_HEAD)
          throw refuse(
            'REQUEST_HEADER_FIELDS_TOO_LARGE',
            'The combined length of the URI and headers exceeds the 16,384 byte limit.',
          );
        const client = admit(request, bearer(request.headers.authorization));
        const { pathname } = split(request.url);
        const match = /^\/services\/data\/(v(\d+)\.0)(\/.*)?$/i.exec(pathname);
        const number = Number(match?.[2] ?? 0);
        if (match === null || number < OLDEST || number > NEWEST)
          throw refuse('NOT_FOUND', 'The requested resource does not exist');
        return org.act(client, () =>
          parts.dispatcher.dispatch(callOf(request, (match[1] ?? '').toLowerCase(), match[3] ?? '', client)),
        );
      }),
  });
}

async function answered(
  request: FastifyRequest,
  reply: FastifyReply,
  act: () => Answer,
  worded: (error: ApiError) => Answer = refusal,
): Promise<FastifyReply> {
  let answer: Answer;
  try {
    answer = act();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    answer = worded(error);
  }
  reply.code(answer.status);
  if (answer.headers !== undefined) reply.headers(answer.headers);
  if (answer.json !== undefined) return send(request, reply, answer.json, JSON_TYPE);
  if (answer.body === undefined) return reply.send();
  const written =
    answer.contentType === undefined && !Buffer.isBuffer(answer.body) ? JSON.stringify(answer.body) : answer.body;
  return send(request, reply, written as string | Buffer, answer.contentType ?? JSON_TYPE);
}

const refusal = (error: ApiError): Answer => ({
  status: error.status,
  contentType: JSON_TYPE,
  body: errorText(error.complaints),
});

/** Text as a buffer: Fastify adds a charset to bare text types, and one client takes exactly `text/csv` only. */
function send(request: FastifyRequest, reply: FastifyReply, body: string | Buffer, type: string): FastifyReply {
  const whole = typeof body === 'string' ? Buffer.from(body) : body;
  reply.header('content-type', type);
  const small = packed(request, whole, type);
  return small === null ? reply.send(whole) : reply.header('content-encoding', 'gzip').send(small);
}

function callOf(request: FastifyRequest, version: string, path: string, client: string): Call {
  const query = new URLSearchParams(split(request.url).search);
  return {
    method: query.get('_HttpMethod')?.toUpperCase() ?? request.method,
    version,
    path: path.replace(/\/$/, ''),
    query,
    headers: request.headers,
    body: textOf(request),
    client,
    origin: originOf(request),
  };
}

const versions = (): unknown =>
  Array.from({ length: NEWEST - OLDEST + 1 }, (_unused, at) => ({
    label: `Release ${OLDEST + at}`,
    url: `/services/data/v${OLDEST + at}.0`,
    version: `${OLDEST + at}.0`,
  }));
