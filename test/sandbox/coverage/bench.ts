import type { FastifyInstance } from 'fastify';
import { request as httpRequest } from 'node:http';
import { createKit, type Workshop } from '../../../sandbox/kit/kit.js';
import { serve, type Served } from '../../../sandbox/kit/server.js';
import { createSalesforce, type Salesforce } from '../../../sandbox/salesforce/salesforce.js';

export const START = Date.UTC(2026, 0, 5, 8, 0, 0);
export const SECOND = 1000;
export const DAY = 86_400_000;

export interface Reply {
  readonly status: number;
  readonly body: any;
  readonly text: string;
  readonly headers: Headers;
}

export interface Asking {
  readonly as?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly version?: string;
}

/** A sandbox org on a still clock, asked over HTTP as a client would. */
export interface Bench {
  readonly shop: Workshop;
  readonly org: Salesforce;
  readonly url: string;
  /** Below /services/data/vNN.0; a body that is no text goes as JSON. */
  rest(method: string, path: string, body?: unknown, asking?: Asking): Promise<Reply>;
  /** Any path of the org. */
  call(
    method: string,
    path: string,
    body?: string | Uint8Array,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Reply>;
  query(soql: string, as?: string): Promise<any[]>;
  queryAll(soql: string): Promise<any[]>;
  count(object: string, where?: string): Promise<number>;
  /** errorCode of a refused query. */
  refusal(soql: string, as?: string): Promise<string>;
  create(object: string, fields: object, asking?: Asking): Promise<string>;
  /** One record, by id. */
  read(object: string, id: string, fields: string): Promise<any>;
  soap(operation: string, as?: string, header?: string): Promise<{ status: number; xml: string }>;
  control(name: string, body: object): any;
  settings(body: object): void;
  fault(spec: object): void;
  advance(ms: number): void;
  /** Header lines as they came over the wire. */
  rawHeaders(path: string, headers?: Readonly<Record<string, string>>): Promise<{ status: number; names: string[] }>;
  reset(): void;
  close(): Promise<void>;
}

/** @param planted a bug put between the org and its clients */
export async function openBench(planted: ((app: FastifyInstance) => void) | null = null): Promise<Bench> {
  const shop = createKit(() => START);
  const org = createSalesforce(shop.kit);
  const system =
    planted === null
      ? org
      : {
          ...org,
          routes: (app: FastifyInstance) => {
            planted(app);
            org.routes(app);
          },
        };
  const served: Served = await serve(system, shop, { port: 0 });
  const call: Bench['call'] = async (method, path, body, headers = {}) => {
    const answer = await fetch(`${served.url}${path}`, {
      method,
      // As they are: checks and planted bugs look at the bytes.
      headers: { authorization: 'Bearer sync', 'accept-encoding': 'identity', ...headers },
      redirect: 'manual',
      ...(body === undefined ? {} : { body: body as string }),
    });
    const text = await answer.text();
    let parsed: unknown = null;
    try {
      parsed = JSON.parse(text);
    } catch {
      parsed = null;
    }
    return { status: answer.status, body: parsed, text, headers: answer.headers };
  };
  const rest: Bench['rest'] = (method, path, body, { as = 'sync', headers = {}, version = 'v62.0' } = {}) =>
    call(
      method,
      `/services/data/${version}${path}`,
      body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
      { authorization: `Bearer ${as}`, 'content-type': 'application/json', ...headers },
    );
  const all = async (resource: string, soql: string, as?: string): Promise<any[]> => {
    const { status, body, text } = await rest(
      'GET',
      `/${resource}?q=${encodeURIComponent(soql)}`,
      undefined,
      as === undefined ? {} : { as },
    );
    if (status !== 200) throw new Error(`${soql}: ${text}`);
    return body.records;
  };
  return {
    shop,
    org,
    url: served.url,
    rest,
    call,
    query: (soql, as) => all('query', soql, as),
    queryAll: (soql) => all('queryAll', soql),
    count: async (object, where = '') =>
      (
        await rest(
          'GET',
          `/query?q=${encodeURIComponent(`SELECT COUNT() FROM ${object} ${where === '' ? '' : `WHERE ${where}`}`)}`,
        )
      ).body.totalSize,
    refusal: async (soql, as) =>
      (await rest('GET', `/query?q=${encodeURIComponent(soql)}`, undefined, as === undefined ? {} : { as })).body[0]
        ?.errorCode ?? 'none',
    create: async (object, fields, asking) => {
      const { status, body, text } = await rest('POST', `/sobjects/${object}`, fields, asking);
      if (status !== 201) throw new Error(`${object}: ${text}`);
      return body.id;
    },
    read: async (object, id, fields) =>
      (await all('queryAll', `SELECT ${fields} FROM ${object} WHERE Id = '${id}'`))[0],
    soap: async (operation, as = 'sync', header = '') => {
      const { status, text } = await call(
        'POST',
        '/services/Soap/u/62.0',
        `<?xml version="1.0"?><se:Envelope xmlns:se="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><se:Header xmlns="urn:partner.soap.sforce.com"><SessionHeader><sessionId>${as}</sessionId></SessionHeader>${header}</se:Header><se:Body xmlns="urn:partner.soap.sforce.com">${operation}</se:Body></se:Envelope>`,
        { 'content-type': 'text/xml', soapaction: '""' },
      );
      return { status, xml: text };
    },
    control: (name, body) => org.control[name]?.(body),
    settings: (body) => {
      org.settings(body);
    },
    fault: (spec) => {
      shop.faults.add({ system: 'salesforce', ...spec } as Parameters<typeof shop.faults.add>[0]);
    },
    advance: (ms) => shop.kit.clock.advance(ms),
    rawHeaders: (path, headers = {}) =>
      new Promise((resolve, reject) => {
        httpRequest(`${served.url}${path}`, { headers: { Authorization: 'Bearer sync', ...headers } }, (response) => {
          response.resume();
          resolve({ status: response.statusCode ?? 0, names: response.rawHeaders.filter((_one, at) => at % 2 === 0) });
        })
          .on('error', reject)
          .end();
      }),
    reset: () => {
      shop.reset();
      org.reset();
    },
    close: () => served.close(),
  };
}

/** One row of docs/sandbox.md's table, checked. */
export type Check = (bench: Bench) => Promise<void>;
export type Checks = Readonly<Record<string, Check>>;

export const codesOf = (results: any[]): string[] => results.map((one) => one.errors[0]?.statusCode ?? 'ok');
export const tag = (xml: string, name: string): string[] =>
  [...xml.matchAll(new RegExp(`<(?:\\w+:)?${name}(?:\\s[^>]*)?>([^<]*)<`, 'g'))].map((match) => match[1] ?? '');
