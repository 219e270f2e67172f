import type { Kit, Seedable, System } from '../kit/types.js';
import { createBulk } from './api/bulk.js';
import { createDispatcher } from './api/dispatcher.js';
import { asyncApi } from './async/asyncApi.js';
import { createCursors } from './cursors.js';
import { errorBody } from './errorBody.js';
import { createOpenCalls } from './openCalls.js';
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
  const open = createOpenCalls(org);
  const cursors = createCursors(org);
  const jobs = createBulk(org);
  const dispatcher = createDispatcher(org, budget, cursors, jobs);
  const bulk = asyncApi(org, jobs);
  return {
    name: 'salesforce',
    routes: (app) =>
      registerRoutes(app, {
        org,
        sessions,
        budget,
        open,
        dispatcher,
        jobs,
        bulk,
        soap: { org, sessions, budget, cursors },
      }),
    errorBody,
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
      open.reset();
      cursors.reset();
      jobs.reset();
      bulk.reset();
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
