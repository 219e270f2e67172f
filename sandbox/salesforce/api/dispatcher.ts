import { refuse } from '../apiError.js';
import type { Budget } from '../budget.js';
import type { Org } from '../org.js';
import type { BulkApi } from './bulk.js';
import { type Answer, type Call, route, type Route } from './call.js';
import { collectionRoutes } from './collections.js';
import { compositeRoutes } from './composite.js';
import type { Cursors } from '../cursors.js';
import { queryRoutes } from './query.js';
import { searchRoutes } from './searchRoutes.js';
import { sobjectRoutes } from './sobjects.js';
import { treeRoutes } from './tree.js';

export interface Dispatcher {
  /** Throws ApiError. */
  dispatch(call: Call): Answer;
}

/** The data API: every path below `/services/data/vNN.0`. */
export function createDispatcher(org: Org, budget: Budget, cursors: Cursors, bulk: BulkApi): Dispatcher {
  const dispatch = (asked: Call): Answer => {
    const call = asked.method === 'HEAD' ? { ...asked, method: 'GET' } : asked;
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
    ...queryRoutes(org, cursors),
    ...searchRoutes(org),
    ...collectionRoutes(org),
    ...compositeRoutes(org, dispatch),
    ...treeRoutes(org),
    ...bulk.routes,
    ...sobjectRoutes(org),
    route('GET', /^$/, ({ version, origin, client }) => ({
      status: 200,
      body: resources(org, version, origin, client),
    })),
    route('GET', /^\/limits$/, () => ({ status: 200, body: limits(org, budget, bulk) })),
    route('GET', /^\/limits\/recordCount$/, ({ query }) => {
      const names = (query.get('sObjects') ?? '')
        .toLowerCase()
        .split(',')
        .filter((name) => name !== '');
      const views = org.schema.objects.filter(
        ({ def }) => def.virtual !== true && (names.length === 0 || names.includes(def.name.toLowerCase())),
      );
      return {
        status: 200,
        body: { sObjects: views.map(({ def }) => ({ name: def.name, count: org.table(def.name).size })) },
      };
    }),
  ];
  return {
    dispatch,
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
    search: `${base}/search`,
    parameterizedSearch: `${base}/parameterizedSearch`,
    tooling: `${base}/tooling`,
    queryAll: `${base}/queryAll`,
    composite: `${base}/composite`,
    limits: `${base}/limits`,
    jobs: `${base}/jobs`,
    identity: `${origin}/id/${organization}/${org.user(client)}`,
  };
}

function limits(org: Org, budget: Budget, bulk: BulkApi): unknown {
  const most = org.settings.dailyApiRequests;
  const untouched = (max: number) => ({ Max: max, Remaining: max });
  return {
    DailyApiRequests: { Max: most, Remaining: Math.max(0, most - budget.used) },
    DailyBulkApiBatches: { Max: 15_000, Remaining: Math.max(0, 15_000 - bulk.batches.used) },
    DailyBulkV2QueryJobs: { Max: 10_000, Remaining: Math.max(0, 10_000 - bulk.queries.used) },
    DailyBulkV2QueryFileStorageMB: untouched(976_562),
    ConcurrentAsyncGetReportInstances: untouched(200),
    DataStorageMB: untouched(10_240),
    FileStorageMB: untouched(10_240),
  };
}
