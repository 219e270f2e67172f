import { beforeEach } from '@jest/globals';
import { Connection } from 'jsforce';
import { createSalesforce } from '../../../../sandbox/salesforce/salesforce.js';
import { servedSystem } from '../../support/servedSystem.js';

const START = Date.UTC(2026, 0, 5, 8, 0, 0, 400);

interface Outcome {
  readonly id?: string;
  readonly success: boolean;
  readonly created?: boolean;
  readonly errors: readonly {
    readonly statusCode: string;
    readonly message: string;
    readonly fields: readonly string[];
  }[];
}
export const codes = (outcomes: readonly Outcome[]) => outcomes.map((one) => one.errors[0]?.statusCode ?? 'ok');

/** Serves an org on a still clock to the tests of the file that calls this, empty before each; `conn` is the user `sync`, `user` is `anna`. */
export function servedSalesforce() {
  const { shop, system: org, url } = servedSystem(createSalesforce, START);
  let sync: Connection;
  let anna: Connection;
  beforeEach(() => {
    sync = new Connection({ instanceUrl: url(), accessToken: 'sync', version: '62.0' });
    anna = new Connection({ instanceUrl: url(), accessToken: 'anna', version: '62.0' });
  });

  const conn = () => sync;
  const user = () => anna;
  const api = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const answer = await fetch(`${url()}/services/data/v62.0${path}`, {
      method,
      headers: { authorization: 'Bearer sync', 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: (text === '' ? null : JSON.parse(text)) as unknown, headers: answer.headers };
  };
  const many = async (method: string, path: string, records: readonly object[], allOrNone = false, type = 'Lead') =>
    (await api(method, path, { allOrNone, records: records.map((one) => ({ attributes: { type }, ...one })) }))
      .body as readonly Outcome[];
  const made = async (object: string, fields: Record<string, string>, by = conn()): Promise<string> => {
    const result = await by.sobject(object).create({ ...fields });
    if (!result.success) throw new Error('not created');
    return result.id;
  };
  const read = async (id: string, columns = 'FIELDS(ALL)', object = 'Lead') =>
    (await conn().query<Record<string, unknown>>(`SELECT ${columns} FROM ${object} WHERE Id = '${id}' LIMIT 1`))
      .records[0];
  const writes = () => shop.kit.writes.since(0);
  return { shop, org, url, conn, user, api, many, made, read, writes };
}
