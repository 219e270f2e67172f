import type { PlatformSettings } from '../../domain/connection.js';
import type { Platform } from '../../ports/platform.js';
import { accountOf } from './account.js';
import { listApi } from './api.js';
import { createMembers } from './createMembers.js';
import { cameSince, findLiving, readByIds, recheckMembers } from './lookup.js';
import { OBJECT } from './members.js';
import { mergeMembers } from './mergeMembers.js';
import { MOST, readPage } from './page.js';
import { describeList } from './schema.js';
import { removeMembers } from './removeMembers.js';
import { howMany, tally } from './tally.js';
import { subscribeMembers } from './subscribeMembers.js';
import { SENDING_MS, unsubscribeMembers, updateMembers } from './updateMembers.js';

export interface MailchimpOptions {
  /** References resolved. */
  readonly settings: PlatformSettings;
  readonly allowLoopback: boolean;
  /** Audience id. R-SY-6: nothing outside of it is read or written. */
  readonly list: string;
  /** For one call, ms; 60 s without. */
  readonly timeoutMs?: number;
}

/** Listings may show a change so much later than it happened. */
const VISIBLE_WITHIN_MS = 5_000;
/** Mailchimp ends a call of its own after 120 s. Source: Marketing API, "Fundamentals". */
const LANDS_WITHIN_MS = 120_000;
/** Of one call. Source: Marketing API, "Batch subscribe or unsubscribe". */
const MOST_CREATES = 500;
/** Updates are calls of their own, and these must be through within SENDING_MS. */
const MOST_UPDATES = 200;
/** Up to three calls each. */
const MOST_OPT_INS = 60;
/** Merges are up to five calls each, within the same time. */
const MOST_MERGES = 40;

/** One audience of Mailchimp's Marketing API 3.0. Throws SyncError `unauthorized` or `misconfigured` for a key or host that cannot be used; calls nothing yet. */
export function mailchimp({ settings, allowLoopback, list, timeoutMs }: MailchimpOptions): Platform {
  const api = listApi(accountOf(settings, allowLoopback, timeoutMs), list);
  return {
    side: 'platform',
    system: 'mailchimp',
    objects: [OBJECT],
    visibleWithin: VISIBLE_WITHIN_MS,
    landsWithin: LANDS_WITHIN_MS + SENDING_MS,
    createOnly: true,
    carriesIds: false,
    // An answer has MOST at most; a second that fills several, as our own writes make them, is not read once for each page of it.
    pageSize: 5 * MOST,
    writeBatch: {
      optOut: MOST_UPDATES,
      merge: MOST_MERGES,
      create: MOST_CREATES,
      update: MOST_UPDATES,
      archive: MOST_UPDATES,
      delete: MOST_UPDATES,
      optIn: MOST_OPT_INS,
    },
    now: () => api.now(),
    describe: () => describeList(api),
    page: (_object, fields, window) => readPage(api, fields, window),
    tally: (since, until) => tally(api, since, until),
    total: () => howMany(api, 0),
    read: (fields, ids) => readByIds(api, fields, ids),
    findByEmail: (fields, emails) => findLiving(api, fields, emails),
    madeByUs: (fields, since) => cameSince(api, fields, since),
    recheck: (fields, ids, since) => recheckMembers(api, fields, ids, since, VISIBLE_WITHIN_MS),
    create: (drafts) => createMembers(api, drafts),
    update: (changes) => updateMembers(api, changes),
    optOut: (people) => unsubscribeMembers(api, people),
    remove: (removals) => removeMembers(api, removals),
    optIn: (people) => subscribeMembers(api, people),
    merging: { merge: (merges) => mergeMembers(api, merges) },
    calls: () => api.calls(),
  };
}
