import { ingestApi } from '../bulk/ingest.js';
import { queryJobs } from '../bulk/queryJobs.js';
import { createDailyCount, type DailyCount } from '../dailyCount.js';
import { makeId } from '../ids.js';
import type { Org } from '../org.js';
import type { Route } from './call.js';

/** Bulk API 2.0, and what it shares with 1.0: job ids and the day's batches. */
export interface BulkApi {
  readonly routes: readonly Route[];
  readonly batches: DailyCount;
  readonly queries: DailyCount;
  jobId(): string;
  /** Brings every job as far as its time has come. */
  tick(): void;
  reset(): void;
}

export function createBulk(org: Org): BulkApi {
  let counter = 0;
  const jobId = (): string => {
    counter += 1;
    return makeId('750', counter);
  };
  const batches = createDailyCount(org);
  const started = createDailyCount(org);
  const ingest = ingestApi(org, jobId, batches);
  const queries = queryJobs(org, jobId, started);
  return {
    routes: [...ingest.routes, ...queries.routes],
    batches,
    queries: started,
    jobId,
    tick: () => {
      ingest.tick();
      queries.tick();
    },
    reset: () => {
      counter = 0;
      for (const one of [ingest, queries, batches, started]) one.reset();
    },
  };
}
