import { refuse } from '../apiError.js';
import type { Budget } from '../budget.js';
import type { Org } from '../org.js';
import { bulkApi } from './bulk.js';
import { type Answer, type Call, route, type Route } from './call.js';
import { collectionRoutes } from './collections.js';
import { compositeRoutes } from './composite.js';
import { queryApi } from './query.js';
import { sobjectRoutes } from './sobjects.js';

export interface Dispatcher {
  /** Throws ApiError. */
  dispatch(call: Call): Answer;
  reset(): void;
}

/** The data API: every path below `/services/data/vNN.0`. */
export function createDispatcher(org: Org, budget: Budget): Dispatcher {
  const queries = queryApi(org);
  const bulk = bulkApi(org);
  const dispatch = (call: Call): Answer => {
    let known = false;
    for (const { methods, pattern, handle } of routes) {
      const match = pattern.exec(call.path);
      if (match === null) continue;
      known = true;
      if (methods.includes(call.method)) return handle(call, ...match.slice(1).map(decoded));
    }
    if (known) throw refuse('METHOD_NOT_ALLOWED', `HTTP Method '${call.method}' not allowed.`);
    throw refuse('NOT_FOUND', 'The requested resource does not exist');
  };
  const routes: readonly Route[] = [
    ...queries.routes,
    ...collectionRoutes(org),
    ...compositeRoutes(org, dispatch),
    ...bulk.routes,
    ...sobjectRoutes(org),
    route('GET', /^$/, ({ version, origin, client }) => ({
      status: 200,
      body: resources(org, version, origin, client),
    })),
    route('GET', /^\/limits$/, () => ({ status: 200, body: limits(org, budget) })),
    route('GET', /^\/limits\/recordCount$/, ({ query }) => {
      const names = (query.get('sObjects') ?? '').split(',').filter((name) => name !== '');
      const views = org.schema.objects.filter(({ def }) => names.length === 0 || names.includes(def.name));
      return {
        status: 200,
        body: { sObjects: views.map(({ def }) => ({ name: def.name, count: org.table(def.name).size })) },
      };
    }),
  ];
  return {
    dispatch,
    reset: () => {
      queries.reset();
      bulk.reset();
    },
  };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function resources(org: Org, version: string, origin: string, client: string): unknown {
  const base = `/services/data/${version}`;
  const organization = [...org.table('Organization').all()][0]?.Id ?? '';
  return {
    sobjects: `${base}/sobjects`,
    query: `${base}/query`,
    queryAll: `${base}/queryAll`,
    composite: `${base}/composite`,
    limits: `${base}/limits`,
    jobs: `${base}/jobs`,
    identity: `${origin}/id/${organization}/${org.user(client)}`,
  };
}

function limits(org: Org, budget: Budget): unknown {
  const most = org.settings.dailyApiRequests;
  const untouched = (max: number) => ({ Max: max, Remaining: max });
  return {
    DailyApiRequests: { Max: most, Remaining: Math.max(0, most - budget.used) },
    DailyBulkApiBatches: untouched(15_000),
    DailyBulkV2QueryJobs: untouched(10_000),
    DailyBulkV2QueryFileStorageMB: untouched(976_562),
    ConcurrentAsyncGetReportInstances: untouched(200),
    DataStorageMB: untouched(10_240),
    FileStorageMB: untouched(10_240),
  };
}
