import { second, type Account } from './account.js';
import type { Audience } from './audience.js';
import type { MemberBody } from './memberBody.js';
import { nextMember } from './nextMember.js';
import type { Problem } from './problem.js';
import type { Member } from './shapes.js';
import type { FaultSpec, WriteOp } from '../kit/types.js';

/** Who calls and how, for the write log and for row faults. */
export interface Caller {
  readonly client: string;
  readonly method: string;
  readonly path: string;
}

/** Writes one member: row faults first, then the rules, then the log. */
export function writeMember(
  account: Account,
  audience: Audience,
  had: Member | null,
  body: MemberBody,
  caller: Caller,
  options: { readonly skipMergeValidation: boolean },
): Member | Problem {
  const op = had === null || had.status === 'archived' ? 'create' : 'update';
  const fault = rowFault(account, op, body.email ?? had?.email ?? '', had, caller);
  if (fault?.kind === 'row-error') return rowProblem(fault);
  const next = nextMember(audience, had, body, {
    at: second(account.kit),
    skipMergeValidation: options.skipMergeValidation,
    source: 'API - Generic',
  });
  if ('title' in next) return next;
  commit(account, audience, had, next, op, caller, fault);
  return next;
}

/** Archives a member. The record stays under its contact id. */
export function archiveMember(account: Account, audience: Audience, member: Member, caller: Caller): Problem | null {
  const fault = rowFault(account, 'archive', member.email, member, caller);
  if (fault?.kind === 'row-error') return rowProblem(fault);
  commit(
    account,
    audience,
    member,
    { ...member, status: 'archived', changedAt: second(account.kit) },
    'archive',
    caller,
    fault,
  );
  return null;
}

/** A tag moves last_changed like any edit. */
export function tagMember(
  account: Account,
  audience: Audience,
  member: Member,
  tags: Member['tags'],
  caller: Caller,
): void {
  commit(account, audience, member, { ...member, tags, changedAt: second(account.kit) }, 'update', caller, null);
}

/** Deletes for ever: gone from every listing, and the email may not be imported again. */
export function forgetMember(account: Account, audience: Audience, member: Member, caller: Caller): Problem | null {
  const fault = rowFault(account, 'delete', member.email, member, caller);
  if (fault?.kind === 'row-error') return rowProblem(fault);
  audience.remove(member);
  audience.forgotten.add(member.email.toLowerCase());
  account.kit.writes.add({
    system: 'mailchimp',
    entity: 'member',
    id: member.contactId,
    op: 'delete',
    fields: {},
    client: caller.client,
  });
  return null;
}

function commit(
  { kit }: Account,
  audience: Audience,
  had: Member | null,
  next: Member,
  op: WriteOp,
  caller: Caller,
  fault: FaultSpec | null,
): void {
  audience.put(next, fault?.kind === 'late-commit' ? kit.clock.now() + (fault.delayMs ?? 0) : undefined);
  const fields = changes(had, next);
  if (Object.keys(fields).length > 0)
    kit.writes.add({ system: 'mailchimp', entity: 'member', id: next.contactId, op, fields, client: caller.client });
}

function rowFault({ kit }: Account, op: WriteOp, email: string, had: Member | null, caller: Caller): FaultSpec | null {
  return kit.rows.forRow({
    system: 'mailchimp',
    op,
    entity: 'member',
    key: email,
    otherKey: had?.contactId ?? '',
    ...caller,
  });
}

const rowProblem = ({ status, code }: FaultSpec): Problem => ({
  status: status ?? 400,
  title: code ?? 'Invalid Resource',
  detail: 'This row was refused on request.',
  ...(code === undefined ? {} : { rowCode: code }),
});

/** What the log says of a change: [old, new] by the vendor's names, merge fields by their tags, empty as null. */
function changes(had: Member | null, next: Member): Record<string, [unknown, unknown]> {
  const before = had === null ? {} : plain(had);
  const after = plain(next);
  const changed: Record<string, [unknown, unknown]> = {};
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const old = before[name] ?? null;
    const now = after[name] ?? null;
    if (JSON.stringify(old) !== JSON.stringify(now)) changed[name] = [old, now];
  }
  return changed;
}

function plain(member: Member): Record<string, unknown> {
  return {
    email_address: member.email,
    status: member.status,
    ...member.values,
    ...(member.language === '' ? {} : { language: member.language }),
    ...(member.vip ? { vip: true } : {}),
    ...(member.emailType === 'html' ? {} : { email_type: member.emailType }),
    ...(member.tags.length === 0 ? {} : { tags: member.tags.map((tag) => tag.name) }),
  };
}
