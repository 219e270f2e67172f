import { judgeConversion } from './conversion.js';
import { isNewerConsent } from './consent.js';
import { draft } from './draft.js';
import { fence } from './fence.js';
import { portion, trips, unsentState } from './guard.js';
import {
  isClosed,
  judgeCreate,
  judgeMerge,
  judgeOptIn,
  judgeOptOut,
  judgeRemoval,
  judgeUpdate,
  leftSince,
} from './judge.js';
import { afterLanding, rebased } from './landed.js';
import { match } from './match.js';
import { owesOptOut, owesOptOutOfGone } from './optOut.js';
import { reconcile } from './reconcile.js';
import { assumed, isEcho, isStale } from './sight.js';
import { inherited, succession } from './succession.js';
import { buried, isComplete, isMissed, isProven } from './tombstone.js';
import { advanced, settledCursor, window } from './window.js';

/**
 * The write protocol's decisions, in one place: pure functions that the activities of production and of the simulator call through this object.
 * The simulator plants a bug by handing in another function for one of them (or a store or a side that forgets something), and must see it caught.
 */
export const PROTOCOL = {
  window,
  advanced,
  settledCursor,
  isEcho,
  isStale,
  assumed,
  match,
  reconcile,
  draft,
  portion,
  trips,
  unsentState,
  owesOptOut,
  owesOptOutOfGone,
  succession,
  inherited,
  buried,
  fence,
  isClosed,
  judgeUpdate,
  judgeCreate,
  judgeOptOut,
  judgeOptIn,
  leftSince,
  isNewerConsent,
  judgeMerge,
  judgeConversion,
  judgeRemoval,
  isProven,
  isMissed,
  isComplete,
  rebased,
  afterLanding,
  /** A `records` run reads both sides; only a `sync` run may take an unread side to equal its baseline. */
  assumesUnread: (mode: 'sync' | 'plan' | 'records') => mode !== 'records',
} as const;

export type Protocol = typeof PROTOCOL;
