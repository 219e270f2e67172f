import type { FastifyInstance } from 'fastify';

/** A mistake a sandbox could make, put between the org and its clients; `row` is the row of docs/sandbox.md whose check must fail on it. */
export interface PlantedBug {
  readonly bug: string;
  readonly row: string;
  plant(app: FastifyInstance): void;
}

const rewritten = (app: FastifyInstance, change: (body: string) => string): void => {
  app.addHook('preHandler', async (request) => {
    if (typeof request.body === 'string') request.body = change(request.body);
  });
};
const answered = (app: FastifyInstance, change: (text: string) => string): void => {
  app.addHook('onSend', async (_request, reply, payload) => {
    if (!Buffer.isBuffer(payload) || reply.getHeader('content-encoding') !== undefined) return payload;
    const text = Buffer.from(change(payload.toString('utf8')));
    reply.header('content-length', text.length);
    return text;
  });
};

export const PLANTED_BUGS: readonly PlantedBug[] = [
  {
    bug: 'queryAll hides the recycle bin, as query does',
    row: 'soql.queryAll',
    plant: (app) =>
      app.addHook('onRequest', async ({ raw }) => {
        raw.url = raw.url?.replace('/queryAll', '/query') ?? '';
      }),
  },
  {
    bug: 'the last page of a bulk query has no locator instead of the literal null',
    row: 'bulk2.query',
    plant: (app) =>
      app.addHook('onSend', async (_request, reply, payload) => {
        if (reply.getHeader('sforce-locator') === 'null') reply.removeHeader('sforce-locator');
        return payload;
      }),
  },
  {
    bug: 'allOrNone saves what it can',
    row: 'rest.collections',
    plant: (app) => rewritten(app, (body) => body.replace('"allOrNone":true', '"allOrNone":false')),
  },
  {
    bug: 'stamps have milliseconds',
    row: 'time.stamps',
    plant: (app) => answered(app, (text) => text.replaceAll('.000+0000', '.700+0000')),
  },
  {
    bug: 'an alert of a duplicate rule lets everybody pass',
    row: 'org.duplicates',
    plant: (app) =>
      app.addHook('onRequest', async ({ headers }) => {
        headers['sforce-duplicate-rule-header'] = 'allowSave=true';
      }),
  },
  {
    bug: 'losers of a merge do not name the winner',
    row: 'merge.chain',
    plant: (app) => answered(app, (text) => text.replace(/"MasterRecordId":"\w+"/g, '"MasterRecordId":null')),
  },
  {
    bug: 'a deleted record is answered as one that never was',
    row: 'rest.record',
    plant: (app) => answered(app, (text) => text.replaceAll('ENTITY_IS_DELETED', 'NOT_FOUND')),
  },
];
