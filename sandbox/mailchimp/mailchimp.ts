import type { FastifyInstance } from 'fastify';
import type { Kit, Seedable, System } from '../kit/types.js';
import { createAccount, type Account, type SavedAccount } from './account.js';
import { people } from './people.js';
import { credentials } from './credentials.js';
import { BARE_FORBIDDEN, CONTENT_TYPE, problemBody, Refused, TITLES } from './problem.js';
import { batchRoutes } from './routes/batch.js';
import { listingRoutes } from './routes/listing.js';
import { listRoutes } from './routes/lists.js';
import { memberRoutes } from './routes/members.js';
import { mergeFieldRoutes } from './routes/mergeFields.js';
import { seedMembers } from './seedMembers.js';
import { withSettings } from './settings.js';
import { throttle } from './throttle.js';

/** Mailchimp's Marketing API 3.0 as far as a two-way sync needs it, written from the vendor's documents. */
export function createMailchimp(kit: Kit): System & Seedable {
  const account = createAccount(kit);
  return {
    name: 'mailchimp',
    routes: (app) => {
      void app.register(async (scope) => api(scope, account), { prefix: '/3.0' });
    },
    errorBody,
    client: (headers) => credentials(headers)?.user ?? null,
    // API keys do not expire.
    expireSessions: () => undefined,
    settings: (body) => {
      account.settings = withSettings(account.settings, body);
      return account.settings;
    },
    control: people(account),
    reset: () => account.reset(),
    size: () => [...account.audiences.values()].reduce((sum, audience) => sum + audience.size(), 0),
    save: () => account.save(),
    load: (state) => account.load(state as SavedAccount),
    seed: (seeded) => seedMembers(account, seeded),
  };
}

function api(scope: FastifyInstance, account: Account): void {
  throttle(scope, account);
  scope.addHook('onRequest', async (request) => {
    const given = credentials(request.headers);
    // Real keys are 32 hex digits and a data centre; any text will do here but one that starts with `bad`.
    if (given === null || given.key === '' || given.key.startsWith('bad') || given.user.startsWith('bad'))
      throw new Refused({
        status: 401,
        title: 'API Key Invalid',
        detail: "Your API key may be invalid, or you've attempted to access the wrong datacenter.",
      });
  });
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, body === '' ? null : JSON.parse(String(body)));
    } catch {
      done(
        new Refused({
          status: 400,
          title: 'JSON Parse Error',
          detail: 'We encountered an unspecified JSON parsing error.',
        }),
      );
    }
  });
  scope.setErrorHandler<Error & { statusCode?: number; code?: string }>((error, request, reply) => {
    if (error instanceof Refused)
      return reply.code(error.problem.status).type(CONTENT_TYPE).send(problemBody(error.problem));
    const status = error.statusCode ?? 500;
    if (status >= 500)
      process.stderr.write(`sandbox mailchimp: ${request.method} ${request.url}: ${error.stack ?? error.message}\n`);
    const { contentType, body } = errorBody(status, error.code);
    return reply.code(status).type(contentType).send(body);
  });
  for (const routes of [listRoutes, mergeFieldRoutes, listingRoutes, memberRoutes, batchRoutes]) routes(scope, account);
}

/** A 403 without a code is the bare page of the proxy in front of the API. */
function errorBody(status: number, code: string | undefined): { contentType: string; body: string } {
  if (status === 403 && code === undefined) return { contentType: 'text/html', body: BARE_FORBIDDEN };
  const title = code ?? TITLES[status] ?? 'Error';
  return {
    contentType: CONTENT_TYPE,
    body: problemBody({ status, title, detail: 'An unexpected internal error has occurred.' }),
  };
}
