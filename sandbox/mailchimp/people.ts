import { MAIN_LIST, second, type Account } from './account.js';
import { isObject } from './memberBody.js';
import type { Member } from './shapes.js';

const HOME_IP = '203.0.113.9';

/**
 * What people do by themselves, without the API: `unsubscribe` by the link in a mail, `clean` (their address bounced for good), `signUp` by the list's
 * form, whatever they were before, and `confirm` by the link in the mail that asks them to. Body of each: `{ members: [email or id…], list?, reason? }`.
 */
export function people(account: Account): Readonly<Record<string, (body: unknown) => unknown>> {
  const each = (change: (member: Member, at: number, reason: string) => Partial<Member>) => (body: unknown) => {
    const { members, list = MAIN_LIST, reason = '' } = isObject(body) ? body : {};
    if (!Array.isArray(members)) throw new Error('members: must be an array of emails or ids');
    const audience = account.audiences.get(String(list));
    if (audience === undefined) throw new Error('list: unknown');
    const found = members.map((key: unknown) => audience.find(String(key)));
    const missing = found.indexOf(null);
    if (missing >= 0) throw new Error(`members[${missing}]: unknown`);
    const at = second(account.kit);
    for (const member of found)
      if (member !== null) audience.put({ ...member, ...change(member, at, String(reason)), changedAt: at });
    return { changed: found.length };
  };
  return {
    unsubscribe: each((_member, at, reason) => ({
      status: 'unsubscribed',
      compliance: true,
      unsubscribedAt: at,
      unsubscribeReason: reason === '' ? 'No longer interested' : reason,
    })),
    clean: each(() => ({ status: 'cleaned', compliance: true })),
    signUp: each((_member, at) => ({ status: 'pending', signupAt: at, ipSignup: HOME_IP, unsubscribeReason: null })),
    confirm: each((_member, at) => ({
      status: 'subscribed',
      compliance: false,
      optAt: at,
      ipOpt: HOME_IP,
      unsubscribeReason: null,
    })),
  };
}
