import { CAUSES, type Cause } from '../../domain/inbox.js';
import { isoTime } from '../print/isoTime.js';
import type { OfficeDesk } from './desk.js';
import { knownConnection } from './knownConnection.js';

/** One entry of `tandem errors --json`: part of the command's contract. */
export interface ListedError {
  readonly entry: number;
  readonly category: 'error' | 'waiting';
  readonly cause: Cause;
  readonly record: { readonly salesforce?: string; readonly platform?: string };
  readonly fields: readonly string[];
  readonly advice: string;
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly attempts: number;
  /** The vendor's code and words, as far as one spoke. */
  readonly code: string | null;
  readonly answer: string | null;
}

/** The connection's inbox: what needs a person (`error`), and what waits for a value (`waiting`). Grouped by cause, oldest first in each. */
export async function listErrors({ store }: Pick<OfficeDesk, 'store'>, id: string): Promise<readonly ListedError[]> {
  await knownConnection(store, id);
  const entries = await store.inbox(id, ['error', 'waiting']);
  const order = new Map(Object.keys(CAUSES).map((cause, at) => [cause, at]));
  return entries
    .toSorted((a, b) => (order.get(a.cause) ?? 0) - (order.get(b.cause) ?? 0) || a.entry - b.entry)
    .map((entry) => ({
      entry: entry.entry,
      category: entry.category === 'waiting' ? 'waiting' : 'error',
      cause: entry.cause,
      record: {
        ...(entry.crm === null ? {} : { salesforce: entry.crm }),
        ...(entry.platform === null ? {} : { platform: entry.platform }),
      },
      fields: entry.fields,
      advice: CAUSES[entry.cause].advice,
      firstSeen: isoTime(entry.firstSeen),
      lastSeen: isoTime(entry.lastSeen),
      attempts: entry.attempts,
      code: entry.code,
      answer: entry.vendorText,
    }));
}
