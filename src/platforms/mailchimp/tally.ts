import type { Api } from './api.js';
import { bounds, FOR_EVER, MOST, SECOND } from './page.js';
import { brief } from './memberShape.js';

const FIELDS = 'members.contact_id,members.email_address,members.last_changed,total_items';

/**
 * Exact count of [since, until] in one call, or two where there are more than a page: nobody says whether bounds take in their own second, so a
 * second more is asked for on either side, and those who are in it are taken off. null where a page does not show all of such a second.
 */
export async function tally(api: Api, since: number, until: number): Promise<number | null> {
  const [first, last] = [Math.ceil(since / SECOND) * SECOND, Math.floor(until / SECOND) * SECOND];
  if (first > last) return 0;
  const edge = async (order: 'ASC' | 'DESC') => {
    const query = {
      ...bounds(first - SECOND, last + SECOND),
      sort_field: 'last_changed',
      sort_dir: order,
      count: String(MOST),
      fields: FIELDS,
    };
    const page = await api.demand({ effect: 'read', method: 'GET', path: '/members', query, shape: brief });
    return { stamps: page.members.map(({ last_changed: at }) => at), total: page.total_items };
  };
  const start = await edge('ASC');
  const early = start.stamps.filter((at) => at < first).length;
  if (start.total <= start.stamps.length) return start.total - early - start.stamps.filter((at) => at > last).length;
  const end = await edge('DESC');
  const late = end.stamps.filter((at) => at > last).length;
  const whole = early < start.stamps.length && late < end.stamps.length;
  // Someone was changed between the two calls: which of them counted what is not known.
  return whole && start.total === end.total ? start.total - early - late : null;
}

/** How many members have changed since, about: the second of `since` itself may be counted or not. One light call. */
export async function howMany(api: Api, since: number): Promise<number> {
  const query = { ...bounds(since, FOR_EVER), count: '1', fields: FIELDS };
  return (await api.demand({ effect: 'read', method: 'GET', path: '/members', query, shape: brief })).total_items;
}
