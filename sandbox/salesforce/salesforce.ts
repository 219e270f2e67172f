import type { Kit, Seedable, System } from '../kit/types.js';
import { createDispatcher } from './api/dispatcher.js';
import { errorText } from './apiError.js';
import { createBudget } from './budget.js';
import { controlCalls } from './control.js';
import { registerRoutes } from './http.js';
import { createOrg, type Mail } from './org.js';
import { requestOp } from './requestOp.js';
import { seedPeople } from './seed.js';
import { bearer, createSessions } from './sessions.js';

export interface Salesforce extends System, Seedable {
  mails(): readonly Mail[];
  /** The org's records and settings, in JSON-able parts; sessions and cursors are not kept. */
  saveParts(): Iterable<unknown>;
  /** Takes over what `saveParts` gave. */
  loadParts(parts: Iterable<unknown>): void;
}

/** One org, spoken to by OAuth, REST, Bulk API 2.0 and the partner SOAP API. */
export function createSalesforce(kit: Kit): Salesforce {
  const org = createOrg(kit);
  const sessions = createSessions(org);
  const budget = createBudget(org);
  const dispatcher = createDispatcher(org, budget);
  return {
    name: 'salesforce',
    routes: (app) => registerRoutes(app, { org, sessions, budget, dispatcher }),
    errorBody: (status, code) => {
      const known = ERRORS[status] ?? { code: 'UNKNOWN_EXCEPTION', message: 'An unexpected error occurred.' };
      // Codes that begin with FST_ are the server library's, not the vendor's.
      const wanted = code === undefined || code.startsWith('FST_') ? known.code : code;
      const message = MESSAGES[wanted] ?? known.message;
      return { contentType: 'application/json;charset=UTF-8', body: errorText([{ code: wanted, message }]) };
    },
    client: (headers) => {
      const token = bearer(headers['authorization']);
      return token === null ? null : sessions.user(token);
    },
    op: (request) => requestOp(org, request),
    expireSessions: () => sessions.expire(),
    settings: (body) => {
      org.change(body);
      return org.settings;
    },
    control: controlCalls(org),
    reset: () => {
      org.reset();
      sessions.reset();
      budget.reset();
      dispatcher.reset();
    },
    size: () =>
      ['Lead', 'Contact', 'Account', 'Campaign', 'CampaignMember', 'Opportunity', 'Task', 'Event'].reduce(
        (sum, name) => sum + org.table(name).size,
        0,
      ),
    seed: (people, as) => seedPeople(org, people, as),
    mails: () => [...org.mails],
    saveParts: () => org.save(),
    loadParts: (parts) => org.load(parts),
  };
}

const ERRORS: Readonly<Record<number, { readonly code: string; readonly message: string }>> = {
  400: { code: 'JSON_PARSER_ERROR', message: 'The HTTP entity body was not readable' },
  401: { code: 'INVALID_SESSION_ID', message: 'Session expired or invalid' },
  403: { code: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.' },
  404: { code: 'NOT_FOUND', message: 'The requested resource does not exist' },
  405: { code: 'METHOD_NOT_ALLOWED', message: 'HTTP Method not allowed.' },
  413: { code: 'EXCEEDED_MAX_SIZE_REQUEST', message: 'The request is too large' },
  503: { code: 'SERVER_UNAVAILABLE', message: 'The server is temporarily unavailable' },
};

const MESSAGES: Readonly<Record<string, string>> = {
  UNABLE_TO_LOCK_ROW: 'unable to obtain exclusive access to this record',
  QUERY_TIMEOUT: 'Your query request was running for too long.',
  REQUEST_LIMIT_EXCEEDED: 'TotalRequests Limit exceeded.',
  SERVER_UNAVAILABLE: 'The server is temporarily unavailable',
};
