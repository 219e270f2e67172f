import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Account } from '../account.js';
import type { Audience } from '../audience.js';
import { credentials } from '../credentials.js';
import { isObject, memberBodyOf } from '../memberBody.js';
import { presentMember } from '../present.js';
import { invalidField, memberExists, notFound, Refused, type Problem } from '../problem.js';
import { project } from '../project.js';
import { truth, word, type Query } from '../query.js';
import type { Member } from '../shapes.js';
import { archiveMember, forgetMember, tagMember, writeMember, type Caller } from '../writeMember.js';

interface Route {
  Params: { list: string; member: string };
  Querystring: Query;
}

/** One member at a time. Source: Marketing API 3.0, "Members", "Member tags". */
export function memberRoutes(app: FastifyInstance, account: Account): void {
  const found = ({ params }: FastifyRequest<Route>): [Audience, Member] => {
    const audience = account.audience(params.list);
    const member = audience.find(params.member);
    if (member === null) throw new Refused(notFound);
    return [audience, member];
  };
  const write = (request: FastifyRequest<Route>, audience: Audience, had: Member | null) =>
    presentMember(
      audience,
      accepted(
        writeMember(account, audience, had, memberBodyOf(request.body), callerOf(request), {
          skipMergeValidation: truth(request.query, 'skip_merge_validation'),
        }),
      ),
    );

  app.get<Route>('/lists/:list/members/:member', async (request) => {
    const [audience, member] = found(request);
    return project(
      presentMember(audience, member),
      word(request.query, 'fields'),
      word(request.query, 'exclude_fields'),
    );
  });

  app.post<Route>('/lists/:list/members', async (request) => {
    const audience = account.audience(request.params.list);
    const { email, status } = memberBodyOf(request.body);
    const had = email === undefined ? null : audience.byEmail(email);
    if (had !== null && had.status !== 'archived') throw new Refused(memberExists(had.email));
    if (status === undefined) throw new Refused(invalidField('status', 'This value should not be blank.'));
    return write(request, audience, had);
  });

  app.put<Route>('/lists/:list/members/:member', async (request) => {
    const audience = account.audience(request.params.list);
    return write(request, audience, audience.find(request.params.member));
  });

  app.patch<Route>('/lists/:list/members/:member', async (request) => {
    const [audience, member] = found(request);
    return write(request, audience, member);
  });

  app.delete<Route>('/lists/:list/members/:member', async (request, reply) => {
    const [audience, member] = found(request);
    if (member.status === 'archived') throw new Refused(notRemovable);
    refusedBy(archiveMember(account, audience, member, callerOf(request)));
    return reply.code(204).send();
  });

  app.post<Route>('/lists/:list/members/:member/actions/delete-permanent', async (request, reply) => {
    const [audience, member] = found(request);
    refusedBy(forgetMember(account, audience, member, callerOf(request)));
    return reply.code(204).send();
  });

  app.get<Route>('/lists/:list/members/:member/tags', async (request) => {
    const [, member] = found(request);
    return { tags: member.tags, total_items: member.tags.length };
  });

  app.post<Route>('/lists/:list/members/:member/tags', async (request, reply) => {
    const [audience, member] = found(request);
    const wanted = tagsOf(request.body);
    const gone = new Set(wanted.filter((tag) => !tag.active).map((tag) => tag.name));
    const kept = member.tags.filter((tag) => !gone.has(tag.name));
    const added = wanted.filter((tag) => tag.active && !kept.some((one) => one.name === tag.name));
    const tags = [...kept, ...added.map((tag) => audience.tag(tag.name))];
    tagMember(account, audience, member, tags, callerOf(request));
    return reply.code(204).send();
  });
}

/** For DELETE on what is archived already. */
const notRemovable: Problem = {
  status: 405,
  title: 'Method Not Allowed',
  detail: 'This list member cannot be removed. Please contact support.',
};

function tagsOf(body: unknown): readonly { readonly name: string; readonly active: boolean }[] {
  const tags: unknown = isObject(body) ? body['tags'] : null;
  if (!Array.isArray(tags)) throw new Refused(invalidField('tags', 'This value should not be blank.'));
  return tags.map((tag: unknown) => {
    if (
      !isObject(tag) ||
      typeof tag['name'] !== 'string' ||
      (tag['status'] !== 'active' && tag['status'] !== 'inactive')
    )
      throw new Refused(invalidField('tags', 'A tag needs a name and a status of active or inactive.'));
    return { name: tag['name'], active: tag['status'] === 'active' };
  });
}

function accepted(result: Member | Problem): Member {
  if ('title' in result) throw new Refused(result);
  return result;
}

function refusedBy(problem: Problem | null): void {
  if (problem !== null) throw new Refused(problem);
}

export function callerOf(request: Pick<FastifyRequest, 'headers' | 'method' | 'url'>): Caller {
  return { client: credentials(request.headers)?.user ?? '', method: request.method, path: request.url };
}
