import type { FastifyInstance } from 'fastify';
import type { Account } from '../account.js';
import type { Audience } from '../audience.js';
import { isObject, readMemberBody } from '../memberBody.js';
import { presentMember } from '../present.js';
import { invalid, invalidField, memberExists, Refused, type Problem } from '../problem.js';
import { truth, type Query } from '../query.js';
import type { Member } from '../shapes.js';
import { writeMember, type Caller } from '../writeMember.js';
import { callerOf } from './members.js';

/** Members in one batch. Source: Marketing API 3.0, "Batch subscribe or unsubscribe". */
const MOST = 500;

interface RowOptions {
  readonly updateExisting: boolean;
  readonly skipMergeValidation: boolean;
}

/** Up to 500 members at once: 200 even when rows fail, each failure listed by its email. */
export function batchRoutes(app: FastifyInstance, account: Account): void {
  app.post<{ Params: { list: string }; Querystring: Query }>('/lists/:list', async (request) => {
    const audience = account.audience(request.params.list);
    const { members, update_existing: updateExisting } = isObject(request.body) ? request.body : {};
    if (!Array.isArray(members)) throw new Refused(invalidField('members', 'This value should not be blank.'));
    if (members.length > MOST) throw new Refused(invalid(`You may send ${MOST} members at most in one call.`));
    const options = {
      updateExisting: updateExisting === true,
      skipMergeValidation: truth(request.query, 'skip_merge_validation'),
    };
    const tellsDoubles = !truth(request.query, 'skip_duplicate_check');
    const made: Member[] = [];
    const changed: Member[] = [];
    const errors: object[] = [];
    const seen = new Set<string>();
    for (const raw of members as readonly unknown[]) {
      const email = isObject(raw) && typeof raw['email_address'] === 'string' ? raw['email_address'].trim() : '';
      const double = email !== '' && seen.has(email.toLowerCase());
      seen.add(email.toLowerCase());
      const known = audience.byEmail(email);
      const result =
        double && tellsDoubles ? doubled(email) : row(account, audience, known, raw, callerOf(request), options);
      if ('title' in result) errors.push(rowError(email, result));
      else (known === null || known.status === 'archived' ? made : changed).push(result);
    }
    return {
      new_members: made.map((member) => presentMember(audience, member)),
      updated_members: changed.map((member) => presentMember(audience, member)),
      errors,
      total_created: made.length,
      total_updated: changed.length,
      error_count: errors.length,
      _links: [],
    };
  });
}

function row(
  account: Account,
  audience: Audience,
  known: Member | null,
  raw: unknown,
  caller: Caller,
  { updateExisting, skipMergeValidation }: RowOptions,
): Member | Problem {
  const body = readMemberBody(raw);
  if ('title' in body) return body;
  if (known !== null && known.status !== 'archived' && !updateExisting)
    return {
      ...memberExists(known.email),
      detail: `${known.email} is already a list member, do you want to update? please provide update_existing:true in the request body`,
    };
  if ((known === null || known.status === 'archived') && (body.status ?? body.statusIfNew) === undefined)
    return invalidField('status', 'This value should not be blank.');
  return writeMember(account, audience, known, body, caller, { skipMergeValidation });
}

const doubled = (email: string): Problem => ({
  status: 400,
  title: 'Duplicate',
  detail: `Duplicate items found with email_address: ${email}`,
});

function rowError(email: string, { detail, errors, rowCode }: Problem): object {
  const first = errors?.[0];
  return {
    email_address: email,
    error: detail,
    error_code: rowCode ?? 'ERROR_GENERIC',
    field: first?.field ?? '',
    field_message: first?.message ?? '',
  };
}
