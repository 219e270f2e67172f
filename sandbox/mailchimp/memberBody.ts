import { invalidField, Refused, type Problem } from './problem.js';
import { WRITABLE_STATUSES, type Member, type Status } from './shapes.js';

/** What a caller says of one member; absent means untouched. */
export interface MemberBody {
  readonly email?: string;
  readonly status?: Exclude<Status, 'archived'>;
  readonly statusIfNew?: Exclude<Status, 'archived'>;
  readonly emailType?: Member['emailType'];
  readonly language?: string;
  readonly vip?: boolean;
  readonly tags?: readonly string[];
  /** A caller may tell of a form of its own. Times in epoch ms, whole seconds. */
  readonly ipSignup?: string;
  readonly ipOpt?: string;
  readonly signupAt?: number;
  readonly optAt?: number;
  readonly mergeFields: Readonly<Record<string, unknown>>;
}

/** Reads a member of a request body; what is of the wrong type is a problem, what is unknown is ignored, as Mailchimp does. */
export function readMemberBody(raw: unknown): MemberBody | Problem {
  if (!isObject(raw)) return invalidField('', 'Schema describes object, got something else');
  const email = optional(raw, 'email_address', 'string');
  const language = optional(raw, 'language', 'string');
  const vip = optional(raw, 'vip', 'boolean');
  const emailType = oneOf(raw, 'email_type', ['html', 'text', ''] as const);
  const status = oneOf(raw, 'status', WRITABLE_STATUSES);
  const statusIfNew = oneOf(raw, 'status_if_new', WRITABLE_STATUSES);
  const ipSignup = optional(raw, 'ip_signup', 'string');
  const ipOpt = optional(raw, 'ip_opt', 'string');
  const signupAt = time(raw, 'timestamp_signup');
  const optAt = time(raw, 'timestamp_opt');
  for (const part of [email, language, vip, emailType, status, statusIfNew, ipSignup, ipOpt, signupAt, optAt])
    if ('problem' in part) return part.problem;
  const mergeFields = raw['merge_fields'] ?? {};
  // An empty object is `[]` in the PHP of many clients, and Mailchimp takes it.
  if (!isObject(mergeFields) && !(Array.isArray(mergeFields) && mergeFields.length === 0))
    return invalidField('merge_fields', 'Schema describes object, got something else');
  const tags = raw['tags'];
  if (tags !== undefined && !(Array.isArray(tags) && tags.every((tag) => typeof tag === 'string')))
    return invalidField('tags', 'Schema describes array of strings, got something else');
  return {
    ...defined({
      email: value(email)?.trim(),
      status: value(status),
      statusIfNew: value(statusIfNew),
      emailType: value(emailType) === '' ? undefined : (value(emailType) as Member['emailType'] | undefined),
      language: value(language),
      vip: value(vip),
      tags: tags as readonly string[] | undefined,
      ipSignup: value(ipSignup),
      ipOpt: value(ipOpt),
      signupAt: value(signupAt),
      optAt: value(optAt),
    }),
    mergeFields: Array.isArray(mergeFields) ? {} : mergeFields,
  };
}

export function memberBodyOf(raw: unknown): MemberBody {
  const body = readMemberBody(raw);
  if ('title' in body) throw new Refused(body);
  return body;
}

type Part<T> = { readonly value: T | undefined } | { readonly problem: Problem };
const value = <T>(part: Part<T>): T | undefined => ('value' in part ? part.value : undefined);

interface Types {
  readonly string: string;
  readonly boolean: boolean;
}

function optional<K extends keyof Types>(raw: Record<string, unknown>, name: string, type: K): Part<Types[K]> {
  const given = raw[name];
  if (given === undefined) return { value: undefined };
  if (typeof given !== type)
    return {
      problem: invalidField(name, `Schema describes ${type}, ${given === null ? 'NULL' : typeof given} found instead`),
    };
  return { value: given as Types[K] };
}

function time(raw: Record<string, unknown>, name: string): Part<number> {
  const given = optional(raw, name, 'string');
  if ('problem' in given) return given;
  if (given.value === undefined || given.value === '') return { value: undefined };
  const at = Date.parse(given.value);
  return Number.isNaN(at)
    ? { problem: invalidField(name, 'This value is not a valid datetime.') }
    : { value: Math.floor(at / 1000) * 1000 };
}

function oneOf<const T extends string>(raw: Record<string, unknown>, name: string, allowed: readonly T[]): Part<T> {
  const given = raw[name];
  if (given === undefined) return { value: undefined };
  return allowed.some((one) => one === given)
    ? { value: given as T }
    : { problem: invalidField(name, `Value must be one of: ${allowed.filter((one) => one !== '').join(', ')}`) };
}

export const isObject = (raw: unknown): raw is Record<string, unknown> =>
  typeof raw === 'object' && raw !== null && !Array.isArray(raw);

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };
function defined<T extends object>(parts: T): Defined<T> {
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined)) as Defined<T>;
}
