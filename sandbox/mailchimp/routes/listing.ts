import type { FastifyInstance } from 'fastify';
import type { Account } from '../account.js';
import type { Audience } from '../audience.js';
import { presentMember } from '../present.js';
import { invalidField, Refused } from '../problem.js';
import { project } from '../project.js';
import { time, whole, word, type Query } from '../query.js';
import { STATUSES, type Member } from '../shapes.js';

const PAGE = 10;
const LONGEST_PAGE = 1000;
const SORTS = { last_changed: 'changedAt', timestamp_opt: 'optAt', timestamp_signup: 'signupAt' } as const;

/** Members of a list, a page at a time; archived ones are among them unless a status is named. Source: Marketing API 3.0, "List members info". */
export function listingRoutes(app: FastifyInstance, account: Account): void {
  app.get<{ Params: { list: string }; Querystring: Query }>('/lists/:list/members', async ({ params, query }) => {
    const audience = account.audience(params.list);
    const offset = whole(query, 'offset', 0);
    const count = whole(query, 'count', PAGE, LONGEST_PAGE);
    const { page, total } = cut(chosen(audience, account.settings.sinceInclusive, query), offset, count);
    const body = {
      members: page.map((member) => presentMember(audience, member)),
      list_id: audience.id,
      total_items: total,
      _links: [],
    };
    return project(body, word(query, 'fields'), word(query, 'exclude_fields'));
  });
}

function chosen(audience: Audience, sinceInclusive: boolean, query: Query): Iterable<Member> {
  const status = oneOf(query, 'status', STATUSES);
  const sort = oneOf(query, 'sort_field', Object.keys(SORTS) as (keyof typeof SORTS)[]);
  const descending = oneOf(query, 'sort_dir', ['ASC', 'DESC'] as const) === 'DESC';
  const unsubscribedSince = time(query, 'unsubscribed_since');
  const window = {
    since: time(query, 'since_last_changed'),
    sinceInclusive,
    before: time(query, 'before_last_changed'),
  };
  const open = window.since === null && window.before === null;
  const within = open && sort !== 'last_changed' ? audience.timeline.all() : audience.timeline.inWindow(window);
  const fits = (member: Member) =>
    (status === undefined || member.status === status) &&
    (unsubscribedSince === null ||
      (member.status === 'unsubscribed' && (member.unsubscribedAt ?? 0) > unsubscribedSince));
  const members = status === undefined && unsubscribedSince === null ? within : filtered(within, fits);
  if (sort === 'last_changed') return descending ? [...members].toReversed() : members;
  if (sort === undefined) return members;
  const by = SORTS[sort];
  return [...members].toSorted((a, b) => ((a[by] ?? 0) - (b[by] ?? 0)) * (descending ? -1 : 1));
}

function* filtered(members: Iterable<Member>, fits: (member: Member) => boolean): Generator<Member> {
  for (const member of members) if (fits(member)) yield member;
}

function cut(members: Iterable<Member>, offset: number, count: number): { page: Member[]; total: number } {
  const page: Member[] = [];
  let total = 0;
  for (const member of members) {
    if (total >= offset && page.length < count) page.push(member);
    total += 1;
  }
  return { page, total };
}

function oneOf<T extends string>(query: Query, name: string, allowed: readonly T[]): T | undefined {
  const given = word(query, name);
  if (given === undefined || given === '') return undefined;
  const found = allowed.find((one) => one === given);
  if (found === undefined) throw new Refused(invalidField(name, `Value must be one of: ${allowed.join(', ')}`));
  return found;
}
