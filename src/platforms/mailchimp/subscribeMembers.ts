import type { OptOut, Outcome } from '../../ports/people.js';
import type { Api } from './api.js';
import { memberRefused } from './faults.js';
import { member } from './memberShape.js';
import { oneByOne, patch } from './updateMembers.js';

/**
 * R-ALL-8, on consent: the status and nothing else. Whoever left by themselves cannot be subscribed by anyone's call; Mailchimp then asks them by mail
 * (`pending`). Who is not opted out is left as is: the status would bring an archived member back. Source: Marketing API, "Update list member", error
 * "Member In Compliance State".
 */
export function subscribeMembers(api: Api, people: readonly OptOut[]): Promise<readonly Outcome[]> {
  return oneByOne(people, async ({ id }) => {
    const found = await api.send({
      effect: 'read',
      method: 'GET',
      path: `/members/${encodeURIComponent(id)}`,
      query: { fields: 'contact_id,email_address,status,last_changed' },
      shape: member,
    });
    if (found.kind === 'problem') return memberRefused(found.status, found.said);
    const { status, last_changed: stamp } = found.value;
    if (status === 'archived') return { kind: 'stale', code: 'archived' };
    if (status !== 'unsubscribed' && status !== 'cleaned') return { kind: 'done', id, created: false, stamp };
    const said = await patch(api, id, { status: 'subscribed' });
    return said.kind === 'refused' && said.code === COMPLIANCE ? patch(api, id, { status: 'pending' }) : said;
  });
}

const COMPLIANCE = 'Member In Compliance State';
