import type { FastifyInstance } from 'fastify';
import type { Account } from '../account.js';
import { isObject } from '../memberBody.js';
import { presentList } from '../present.js';
import { invalidField, Refused } from '../problem.js';
import { project } from '../project.js';
import { whole, word, type Query } from '../query.js';

/** The account and its lists. Source: Marketing API 3.0, "API root", "Ping", "Lists/audiences". */
export function listRoutes(app: FastifyInstance, account: Account): void {
  app.get<{ Querystring: Query }>('/', async ({ query }) => {
    const members = [...account.audiences.values()].reduce((sum, audience) => sum + audience.size(), 0);
    const root = {
      account_id: 'b1c2d3e4f5a6b7c8d9e0f1a2b',
      login_id: 'login',
      account_name: 'Sandbox',
      account_timezone: 'UTC',
      role: 'owner',
      pricing_plan_type: 'monthly',
      total_subscribers: members,
      _links: [],
    };
    return project(root, word(query, 'fields'), word(query, 'exclude_fields'));
  });

  app.get('/ping', async () => ({ health_status: "Everything's Chimpy!" }));

  app.get<{ Querystring: Query }>('/lists', async ({ query }) => {
    const offset = whole(query, 'offset', 0);
    const shown = [...account.audiences.values()].slice(offset, offset + whole(query, 'count', 10, 1000));
    const body = { lists: shown.map(presentList), total_items: account.audiences.size, _links: [] };
    return project(body, word(query, 'fields'), word(query, 'exclude_fields'));
  });

  app.post('/lists', async ({ body }) => {
    const name = isObject(body) ? body['name'] : undefined;
    if (typeof name !== 'string' || name === '')
      throw new Refused(invalidField('name', 'This value should not be blank.'));
    return presentList(account.addAudience(name));
  });

  app.get<{ Params: { list: string }; Querystring: Query }>('/lists/:list', async ({ params, query }) =>
    project(presentList(account.audience(params.list)), word(query, 'fields'), word(query, 'exclude_fields')),
  );

  app.delete<{ Params: { list: string } }>('/lists/:list', async ({ params }, reply) => {
    account.audiences.delete(account.audience(params.list).id);
    return reply.code(204).send();
  });
}
