import type { SalesforceSettings } from '../domain/connection.js';
import type { Crm } from '../ports/crm.js';
import { writeJobs } from './bulk/writeJobs.js';
import { catalogue } from './catalogue.js';
import { convertLeads } from './convertLeads.js';
import { LARGEST_PAGE } from './query.js';
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
  /** Longest exchange, ms. */
  readonly timeouts?: { readonly read: number; readonly write: number };
}

const TIMEOUTS = { read: 30_000, write: 60_000 } as const;

/** Late commits were seen up to ten minutes after their stamp (airbyte#27146); Salesforce ends a call of its own after ten. */
const VISIBLE_WITHIN_MS = 10 * 60_000;
const LANDS_WITHIN_MS = 10 * 60_000;

/** One org, signed in to. Faults of opening: unauthorized, misconfigured, throttled, unreachable. */
export async function salesforce(options: SalesforceOptions): Promise<Crm> {
  const { settings, allowLoopback, objects, lookIn, timeouts = TIMEOUTS } = options;
  const { externalIdField, filter, bulkFrom, assignmentRules, duplicateRules } = settings;
  const session = await openSession({
    settings,
    allowLoopback,
    saveRefreshToken: async (token) => options.saveRefreshToken?.(token),
    readMs: timeouts.read,
    writeMs: timeouts.write,
  });
  const described = catalogue(session, objects, externalIdField);
  const writing = { session, catalogue: described, externalIdField, assignmentRules, duplicateRules };
  const jobs = writeJobs(writing, bulkFrom);
  return {
    side: 'crm',
    system: 'salesforce',
    objects: walkedObjects(objects),
    visibleWithin: VISIBLE_WITHIN_MS,
    landsWithin: LANDS_WITHIN_MS,
    createOnly: false,
    carriesIds: externalIdField !== null,
    pageSize: LARGEST_PAGE,
    // Merging in Salesforce is people's work.
    writeBatch: {
      optOut: LARGEST_BATCH,
      merge: 0,
      create: LARGEST_BATCH,
      update: LARGEST_BATCH,
      // Salesforce archives nobody: the file may not ask for it.
      archive: 0,
      delete: LARGEST_BATCH,
      optIn: LARGEST_BATCH,
    },
    now: session.now,
    calls: session.calls,
    budget: session.budget,
    describe: described.schema,
    ...readPeople({ session, catalogue: described, objects, lookIn, filter, bulkFrom }),
    ...writePeople(writing),
    converting: convertLeads(session),
    ...(jobs === undefined ? {} : { jobs }),
  };
}
