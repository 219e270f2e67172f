import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Answer, Call } from './api/call.js';
import type { Dispatcher } from './api/dispatcher.js';
import { ApiError, errorText, refuse } from './apiError.js';
import type { Budget } from './budget.js';
import { grantToken, organization } from './oauth.js';
import type { Org } from './org.js';
import { bearer, type Sessions } from './sessions.js';
import { answerSoap, soapSession } from './soap.js';

export interface Parts {
  readonly org: Org;
  readonly sessions: Sessions;
  readonly budget: Budget;
  readonly dispatcher: Dispatcher;
}

const JSON_TYPE = 'application/json;charset=UTF-8';
const OLDEST = 20;
const NEWEST = 66;
/** Longest address. Source: REST API Developer Guide, status 414. */
const MOST_URI = 16_384;

/** Logins, identity, SOAP and the data API. Bodies are read as text: Salesforce minds the path, not the content type. */
export function registerRoutes(app: FastifyInstance, parts: Parts): void {
  const { org, sessions, budget } = parts;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.addHook('onRequest', async () => org.settle());

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
      answered(reply, parts, () => ({ status: 200, body: identity(parts, request) })),
    );
  }
  app.post('/services/Soap/*', async (request, reply) => {
    const xml = textOf(request);
    const { status, body } = soap(parts, request, xml);
    return reply.code(status).type('text/xml; charset=utf-8').send(body);
  });
  app.get('/services/data', async (_request, reply) => reply.type(JSON_TYPE).send(JSON.stringify(versions())));
  app.route({
    method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    url: '/services/data/*',
    handler: async (request, reply) =>
      answered(reply, parts, () => {
        const call = callOf(parts, request);
        if (budget.exceeded()) throw refuse('REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.');
        budget.count();
        return parts.dispatcher.dispatch(call);
      }),
  });
}

function answered(reply: FastifyReply, { org, budget }: Parts, act: () => Answer): FastifyReply {
  let answer: Answer;
  try {
    answer = act();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    answer = { status: error.status, contentType: JSON_TYPE, body: errorText(error.complaints) };
  }
  reply.code(answer.status).header('sforce-limit-info', `api-usage=${budget.used}/${org.settings.dailyApiRequests}`);
  if (answer.headers !== undefined) reply.headers(answer.headers);
  if (answer.body === undefined) return reply.send();
  const written = answer.contentType === undefined ? JSON.stringify(answer.body) : String(answer.body);
  // Text as a buffer: Fastify adds a charset to bare text types, and one client takes exactly `text/csv` only.
  return reply.header('content-type', answer.contentType ?? JSON_TYPE).send(Buffer.from(written));
}

function callOf(parts: Parts, request: FastifyRequest): Call {
  if (Buffer.byteLength(request.url) > MOST_URI)
    throw refuse('URI_TOO_LONG', 'The length of the URI exceeds the 16,384 byte limit.');
  const client = parts.sessions.use(bearer(request.headers.authorization));
  const { pathname, search } = split(request.url);
  const match = /^\/services\/data\/(v(\d+)\.0)(\/.*)?$/.exec(pathname);
  const number = Number(match?.[2] ?? 0);
  if (match === null || number < OLDEST || number > NEWEST)
    throw refuse('NOT_FOUND', 'The requested resource does not exist');
  const query = new URLSearchParams(search);
  return {
    method: query.get('_HttpMethod')?.toUpperCase() ?? request.method,
    version: match[1] ?? '',
    path: (match[3] ?? '').replace(/\/$/, ''),
    query,
    headers: request.headers,
    body: textOf(request),
    client,
    origin: originOf(request),
  };
}

function soap(parts: Parts, request: FastifyRequest, xml: string) {
  const { org, sessions, budget } = parts;
  return answerSoap(org, sessions, xml, originOf(request), () => {
    const client = sessions.use(soapSession(xml));
    if (budget.exceeded()) throw refuse('REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.');
    budget.count();
    return {
      method: 'POST',
      version: 'v62.0',
      path: request.url,
      query: new URLSearchParams(),
      headers: request.headers,
      body: xml,
      client,
      origin: originOf(request),
    };
  });
}

function identity({ org, sessions }: Parts, request: FastifyRequest): unknown {
  const { search } = split(request.url);
  const client = sessions.use(bearer(request.headers.authorization) ?? new URLSearchParams(search).get('oauth_token'));
  const userId = org.user(client);
  const row = org.byId(userId)?.row;
  const base = `${originOf(request)}/services/data/v{version}`;
  return {
    id: `${originOf(request)}/id/${organization(org)}/${userId}`,
    sub: `${originOf(request)}/id/${organization(org)}/${userId}`,
    asserted_user: true,
    user_id: userId,
    organization_id: organization(org),
    username: client,
    preferred_username: client,
    nick_name: client,
    display_name: row?.['Name'] ?? client,
    name: row?.['Name'] ?? client,
    email: row?.['Email'] ?? null,
    active: true,
    user_type: 'STANDARD',
    language: 'en_US',
    locale: 'en_US',
    utcOffset: 0,
    urls: {
      rest: `${base}/`,
      sobjects: `${base}/sobjects/`,
      query: `${base}/query/`,
      partner: `${originOf(request)}/services/Soap/u/{version}/${organization(org)}`,
    },
  };
}

const versions = (): unknown =>
  Array.from({ length: NEWEST - OLDEST + 1 }, (_unused, at) => ({
    label: `Release ${OLDEST + at}`,
    url: `/services/data/v${OLDEST + at}.0`,
    version: `${OLDEST + at}.0`,
  }));

const textOf = (request: FastifyRequest): string => (typeof request.body === 'string' ? request.body : '');
const originOf = (request: FastifyRequest): string => `${request.protocol}://${request.headers.host ?? '127.0.0.1'}`;

/** Parameters in the body, as they should be, or in the address. */
function form(request: FastifyRequest): URLSearchParams {
  const params = new URLSearchParams(split(request.url).search);
  for (const [name, value] of new URLSearchParams(textOf(request))) params.set(name, value);
  return params;
}

function split(url: string): { readonly pathname: string; readonly search: string } {
  const at = url.indexOf('?');
  return at < 0 ? { pathname: url, search: '' } : { pathname: url.slice(0, at), search: url.slice(at + 1) };
}
