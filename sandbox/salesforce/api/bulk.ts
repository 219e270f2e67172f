import type { Org } from '../org.js';
import type { Route } from './call.js';
import { ingestApi } from './ingest.js';
import { bulkQueryApi } from './bulkQuery.js';

/** Bulk API 2.0. */
export function bulkApi(org: Org): { readonly routes: readonly Route[]; reset(): void } {
  let counter = 0;
  const jobId = (): string => {
    counter += 1;
    return `750dL0${String(counter).padStart(9, '0')}AAA`;
  };
  const ingest = ingestApi(org, jobId);
  const queries = bulkQueryApi(org, jobId);
  return {
    routes: [...ingest.routes, ...queries.routes],
    reset: () => {
      ingest.reset();
      queries.reset();
    },
  };
}
