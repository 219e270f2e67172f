import { refuse } from '../apiError.js';
import type { Sent } from '../sent.js';

/** One request to the data API, be it by HTTP or inside a composite. */
export interface Call {
  readonly method: string;
  /** Below `/services/data/vNN.0`, without query string. */
  readonly path: string;
  readonly version: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  /** The credentials' user. */
  readonly client: string;
  /** Scheme, host and port the caller used. */
  readonly origin: string;
}

export interface Answer {
  readonly status: number;
  /** JSON, unless a content type is given: then text. Undefined: no body. */
  readonly body?: unknown;
  /** JSON that is written already, instead of `body`. */
  readonly json?: Buffer;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** @param parts what the route's pattern caught, decoded */
export type Handler = (call: Call, ...parts: readonly string[]) => Answer;

export interface Route {
  readonly methods: readonly string[];
  readonly pattern: RegExp;
  readonly handle: Handler;
}

export const route = (methods: string, pattern: RegExp, handle: Handler): Route => ({
  methods: methods.split(' '),
  pattern,
  handle,
});

export function header(call: Call, name: string): string {
  const value = call.headers[name];
  return typeof value === 'string' ? value : '';
}

/** The JSON object sent. Throws JSON_PARSER_ERROR. */
export function jsonBody(call: Call): Sent {
  let value: unknown;
  try {
    value = JSON.parse(call.body);
  } catch {
    throw refuse('JSON_PARSER_ERROR', 'The HTTP entity body is required to be JSON, but was not readable');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw refuse('JSON_PARSER_ERROR', 'The HTTP entity body must be a JSON object');
  return { ...value };
}

export function listOf(body: Sent, name: string): readonly Sent[] {
  const list = body[name];
  if (!Array.isArray(list)) throw refuse('JSON_PARSER_ERROR', `${name} must be a list`);
  return list.map((one: unknown) => (typeof one === 'object' && one !== null ? (one as Sent) : {}));
}
