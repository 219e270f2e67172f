import { refuse } from '../apiError.js';
import type { Org } from '../org.js';
import { search } from '../sosl/search.js';
import { jsonBody, route, type Answer, type Call, type Route } from './call.js';

/** SOSL, as a statement and by parameters. Source: REST API Developer Guide, Search and Parameterized Search. */
export function searchRoutes(org: Org): readonly Route[] {
  const found = (call: Call, sosl: string): Answer => ({
    status: 200,
    body: { searchRecords: search(org, sosl, call.version, 'rest') },
  });
  return [
    route('GET', /^\/search$/, (call) => {
      const sosl = call.query.get('q');
      if (sosl === null || sosl.trim() === '') throw refuse('MALFORMED_SEARCH', 'No search term found.');
      return found(call, sosl);
    }),
    route('GET POST', /^\/parameterizedSearch$/i, (call) =>
      found(call, statement(call.method === 'GET' ? fromQuery(call.query) : fromBody(jsonBody(call)))),
    ),
  ];
}

interface Wanted {
  readonly term: string;
  readonly scope: string;
  readonly objects: readonly {
    readonly name: string;
    readonly fields: string;
    readonly limit: string | null;
    readonly where: string | null;
  }[];
  readonly limit: string | null;
}

const escape = (term: string): string => term.replace(/[{}\\]/g, '\\$&');

function statement({ term, scope, objects, limit }: Wanted): string {
  if (!/^(ALL|NAME|EMAIL|PHONE|SIDEBAR)$/i.test(scope))
    throw refuse('MALFORMED_SEARCH', `unknown search group: ${scope}`);
  const returning = objects.map(
    (one) =>
      `${one.name}(${one.fields}${one.where === null ? '' : ` WHERE ${one.where}`}${one.limit === null ? '' : ` LIMIT ${one.limit}`})`,
  );
  return `FIND {${escape(term)}} IN ${scope} FIELDS${returning.length === 0 ? '' : ` RETURNING ${returning.join(', ')}`}${limit === null ? '' : ` LIMIT ${limit}`}`;
}

const fromQuery = (query: URLSearchParams): Wanted => ({
  term: query.get('q') ?? '',
  scope: query.get('in') ?? 'ALL',
  limit: query.get('overallLimit'),
  objects: query
    .getAll('sobject')
    .flatMap((list) => list.split(','))
    .map((name) => ({
      name,
      fields: query.get(`${name}.fields`) ?? query.get('fields') ?? 'Id',
      limit: query.get(`${name}.limit`) ?? query.get('defaultLimit'),
      where: query.get(`${name}.where`),
    })),
});

function fromBody(body: Readonly<Record<string, unknown>>): Wanted {
  const text = (value: unknown): string | null =>
    typeof value === 'string' ? value : typeof value === 'number' ? String(value) : null;
  const list = (value: unknown): string | null => (Array.isArray(value) ? value.map(String).join(', ') : null);
  const objects: readonly unknown[] = Array.isArray(body['sobjects']) ? body['sobjects'] : [];
  return {
    term: text(body['q']) ?? '',
    scope: text(body['in']) ?? 'ALL',
    limit: text(body['overallLimit']),
    objects: objects.map((one) => {
      const given = typeof one === 'object' && one !== null ? (one as Record<string, unknown>) : {};
      return {
        name: text(given['name']) ?? '',
        fields: list(given['fields']) ?? list(body['fields']) ?? 'Id',
        limit: text(given['limit']) ?? text(body['defaultLimit']),
        where: text(given['where']),
      };
    }),
  };
}
