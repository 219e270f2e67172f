import type { SalesforceSettings } from '../domain/connection.js';
import type { Purpose } from '../domain/purpose.js';
import type { Crm } from '../ports/crm.js';
import type { Usage } from './allowance.js';
import { writeJobs } from './bulk/writeJobs.js';
import { catalogue } from './catalogue.js';
import { convertLeads } from './convertLeads.js';
import { LARGEST_PAGE } from './query.js';
import { predecessors } from './predecessors.js';
import { readPeople, walkedObjects } from './readPeople.js';
import { openSession } from './session.js';
import { LARGEST_BATCH, writePeople } from './writePeople.js';

export interface SalesforceOptions {
  /** References resolved. */
  readonly settings: SalesforceSettings;
  readonly allowLoopback: boolean;
  /** What is synced: ['Contact']. */
  readonly objects: readonly string[];
  /** Where a person is looked for by email: ['Contact', 'Lead']. */
  readonly lookIn: readonly string[];
  /** Keeps a refresh token the org has replaced: the old one is dead. */
  saveRefreshToken?(token: string): Promise<void>;
  /** The org's daily calls, shared by all its connections; absent: as this one hears of them. */
  readonly usage?: Usage;
  /** Longest exchange, ms. */
  readonly timeouts?: { readonly read: number; readonly write: number };
}

const TIMEOUTS = { read: 30_000, write: 60_000 } as const;

/** Late commits were seen up to ten minutes after their stamp (airbyte#27146); Salesforce ends a call of its own after ten. */
const VISIBLE_WITHIN_MS = 10 * 60_000;
const LANDS_WITHIN_MS = 10 * 60_000;

/** Merging in Salesforce is people's work, and it archives nobody: the file may not ask for either. */
const WRITE_BATCH = {
  optOut: LARGEST_BATCH,
  merge: 0,
  create: LARGEST_BATCH,
  update: LARGEST_BATCH,
  archive: 0,
  delete: LARGEST_BATCH,
  optIn: LARGEST_BATCH,
} as const satisfies Crm['writeBatch'];

/** One org, signed in to. Faults of opening: unauthorized, misconfigured, throttled, unreachable. */
export async function salesforce(options: SalesforceOptions): Promise<Crm> {
  const { settings, allowLoopback, objects, lookIn, timeouts = TIMEOUTS } = options;
  const { externalIdField, filter, bulkFrom, assignmentRules, duplicateRules } = settings;
  const opened = await openSession({
    settings,
    allowLoopback,
    saveRefreshToken: async (token) => options.saveRefreshToken?.(token),
    readMs: timeouts.read,
    writeMs: timeouts.write,
    ...(options.usage === undefined ? {} : { usage: options.usage }),
  });
  const urgent = opened.spending('urgent');
  // What the org looks like is asked for whatever comes after it.
  const described = catalogue(urgent, objects, externalIdField);
  const views = new Map<Purpose, Crm>();
  const spending = (purpose: Purpose): Crm => {
    const view = views.get(purpose) ?? crmOf(purpose);
    views.set(purpose, view);
    return view;
  };
  const crmOf = (purpose: Purpose): Crm => {
    const session = opened.spending(purpose);
    const writing = { session, catalogue: described, externalIdField, assignmentRules, duplicateRules };
    const jobs = writeJobs(writing, bulkFrom, urgent);
    return {
      side: 'crm',
      system: 'salesforce',
      objects: walkedObjects(objects),
      visibleWithin: VISIBLE_WITHIN_MS,
      landsWithin: LANDS_WITHIN_MS,
      createOnly: false,
      carriesIds: externalIdField !== null,
      pageSize: LARGEST_PAGE,
      writeBatch: WRITE_BATCH,
      org: session.instance,
      now: session.now,
      calls: session.calls,
      budget: session.budget,
      spending,
      mayBegin: session.mayBegin,
      describe: described.schema,
      ...readPeople({ session, catalogue: described, objects, lookIn, filter, bulkFrom }),
      ...writePeople(writing),
      predecessors: predecessors(session, described),
      converting: convertLeads(session),
      ...(jobs === undefined ? {} : { jobs }),
    };
  };
  return spending('onDemand');
}
