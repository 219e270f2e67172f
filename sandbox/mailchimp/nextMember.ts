import type { Audience } from './audience.js';
import type { MemberBody } from './memberBody.js';
import { mergeValues } from './mergeValues.js';
import { complianceState, forgottenEmail, invalid, invalidField, memberExists, type Problem } from './problem.js';
import type { Member, Status } from './shapes.js';

/** Mailchimp's own check is stricter in unknown ways; this one refuses what no mail server could take. */
const EMAIL = /^[^\s@,;:<>()[\]\\"]+@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+[\p{L}]{2,}$/u;

/** Whoever subscribes a member by API leaves an address and a time as opt-in, and no sign-up. Source: Marketing API 3.0, example of "Get member info". */
const CALLERS_IP = '198.51.100.7';

/**
 * What a member is after a write, or why the write is refused. An archived member counts as not on the list: what would create, brings it back
 * under its old contact id.
 */
export function nextMember(
  audience: Audience,
  had: Member | null,
  body: MemberBody,
  options: { readonly at: number; readonly skipMergeValidation: boolean; readonly source: string },
): Member | Problem {
  const onList = had !== null && had.status !== 'archived';
  const email = body.email ?? had?.email;
  if (email === undefined || email === '') return invalidField('email_address', 'This value should not be blank.');
  if (!EMAIL.test(email) || email.includes('..') || email.length > 254)
    return invalid('Please provide a valid email address.', {
      field: 'email address',
      message: 'Please provide a valid email address.',
    });
  if (audience.forgotten.has(email.toLowerCase())) return forgottenEmail(email);
  const holder = audience.byEmail(email);
  if (holder !== null && holder.contactId !== had?.contactId) return memberExists(email);

  const status: Status | undefined = body.status ?? (onList ? had.status : body.statusIfNew);
  if (status === undefined)
    return had === null
      ? invalidField('status', 'This value should not be blank.')
      : withValues(audience, had, body, 'archived', email, options);
  if (status === 'subscribed' && had !== null && had.compliance && had.status !== 'subscribed')
    return complianceState(email);
  return withValues(audience, had, body, status, email, options);
}

function withValues(
  audience: Audience,
  had: Member | null,
  body: MemberBody,
  status: Status,
  email: string,
  { at, skipMergeValidation, source }: Parameters<typeof nextMember>[3],
): Member | Problem {
  const merged = mergeValues(audience.fields, had?.values ?? {}, body.mergeFields, {
    skipValidation: skipMergeValidation,
  });
  if ('field' in merged) return invalid('Your merge fields were invalid.', merged);
  const signs = status === 'subscribed' && had?.status !== 'subscribed';
  const asks = status === 'pending' && (had === null || had.signupAt === null);
  const leaves = status === 'unsubscribed' && had?.status !== 'unsubscribed';
  return {
    ...(had ?? audience.newNames(email)),
    email,
    emailType: body.emailType ?? had?.emailType ?? 'html',
    status,
    compliance: status === 'cleaned' || (status !== 'subscribed' && had !== null && had.compliance),
    values: merged.values,
    language: body.language ?? had?.language ?? '',
    vip: body.vip ?? had?.vip ?? false,
    tags: withTags(audience, had?.tags ?? [], body.tags ?? []),
    unsubscribeReason:
      status === 'unsubscribed' ? (leaves ? 'N/A (Unsubscribed by an admin)' : (had?.unsubscribeReason ?? null)) : null,
    source: had?.source ?? source,
    signupAt: body.signupAt ?? had?.signupAt ?? (asks ? at : null),
    optAt: body.optAt ?? (signs ? at : (had?.optAt ?? null)),
    ...known({
      ipSignup: body.ipSignup ?? had?.ipSignup ?? (asks ? CALLERS_IP : undefined),
      ipOpt: body.ipOpt ?? (signs ? CALLERS_IP : had?.ipOpt),
    }),
    unsubscribedAt: leaves ? at : (had?.unsubscribedAt ?? null),
    changedAt: at,
  };
}

type From = string | undefined;
const known = ({ ipSignup, ipOpt }: { readonly ipSignup: From; readonly ipOpt: From }) => ({
  ...(ipSignup === undefined ? {} : { ipSignup }),
  ...(ipOpt === undefined ? {} : { ipOpt }),
});

function withTags(audience: Audience, had: Member['tags'], names: readonly string[]): Member['tags'] {
  const added = [...new Set(names)].filter((name) => !had.some((tag) => tag.name === name));
  return added.length === 0 ? had : [...had, ...added.map((name) => audience.tag(name))];
}
