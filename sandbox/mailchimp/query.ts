import { Refused, invalidField } from './problem.js';

/** A request's query as Fastify gives it: a name twice is an array, of which Mailchimp takes the last. */
export type Query = Readonly<Record<string, string | readonly string[] | undefined>>;

export function word(query: Query, name: string): string | undefined {
  const given = query[name];
  return typeof given === 'string' || given === undefined ? given : given.at(-1);
}

/** @throws Refused when it is no whole number of at least 0; what is above `most` counts as `most` */
export function whole(query: Query, name: string, otherwise: number, most = Number.MAX_SAFE_INTEGER): number {
  const given = word(query, name);
  if (given === undefined || given === '') return otherwise;
  if (!/^\d+$/.test(given)) throw new Refused(invalidField(name, 'Schema describes integer, string found instead'));
  return Math.min(Number(given), most);
}

/** Epoch ms. @throws Refused when it is no ISO 8601 time (a `+` that was not encoded arrives as a blank: refused as well) */
export function time(query: Query, name: string): number | null {
  const given = word(query, name);
  if (given === undefined || given === '') return null;
  const at = /^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:?\d{2})?)?$/.test(given)
    ? Date.parse(withZone(given))
    : Number.NaN;
  if (Number.isNaN(at)) throw new Refused(invalidField(name, 'Please enter a date in the ISO 8601 format'));
  return at;
}

/** A time without a zone is UTC. */
const withZone = (text: string) => (/T[\d:.]+$/.test(text) ? `${text}Z` : text);

export const truth = (query: Query, name: string) => word(query, name) === 'true' || word(query, name) === '1';
