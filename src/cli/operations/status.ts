import type { ProfileName } from '../../domain/connection.js';
import type { RunReport, State } from '../../ports/office.js';
import { isoTime } from '../print/isoTime.js';
import { reportOf, type Report } from '../print/report.js';
import { budgetAccount } from '../../domain/budgetAccount.js';
import type { OfficeDesk } from './desk.js';
import { heldRows } from './heldRows.js';
import { knownConnection } from './knownConnection.js';
import { standingHolds, type StandingHold } from './standingHolds.js';
import { recentRuns } from './recentRuns.js';

/** `tandem status --json`: part of the command's contract. */
export interface Status {
  readonly id: string;
  readonly profile: ProfileName;
  readonly state: State;
  readonly since: string;
  readonly reason?: string;
  readonly advice?: string;
  /** Newest run of any kind that has ended; null before the first. One under way is what `state` says. */
  readonly lastRun: Report | null;
  readonly nextRunAt: string | null;
  /** Age of what both sides agree on: seconds since the newest settled sync began, or a later look that found nothing new; null before the first. */
  readonly lagSeconds: number | null;
  readonly inbox: number;
  readonly held: number;
  /** What is held, by the hash that answers it, the newest first. */
  readonly holds: readonly StandingHold[];
  readonly links: number;
  /** R-AP-2; always 0 in this version's profile. */
  readonly inCrm: number;
  readonly parked: readonly string[];
  /** Daily calls of the org as last heard; null before the first answer. `share`: what this connection may use of them, 0 to 1. */
  readonly budget: {
    readonly salesforce: { readonly used: number; readonly limit: number; readonly share: number } | null;
  };
  readonly roles: 'everyone' | 'keys';
}

/** How a connection stands, from the store alone: no worker is asked, so it is as old as the worker's last word. */
export async function statusOf({ store, now }: OfficeDesk, id: string): Promise<Status> {
  const { stored, connection } = await knownConnection(store, id);
  const [state, tallies, links, holds, used, last, inStep] = await Promise.all([
    store.state(id),
    store.tallies(id),
    store.linked(id),
    store.holds(id),
    store.budget(budgetAccount(connection)),
    lastEnded({ store }, id),
    store.inStep(id),
  ]);
  const newest = last && reportOf(last, heldRows(holds));
  return {
    id,
    profile: connection.profile,
    state: state?.state ?? 'idle',
    since: isoTime(state?.since ?? stored.createdAt),
    ...(state?.reason ? { reason: state.reason } : {}),
    ...(state?.advice ? { advice: state.advice } : {}),
    lastRun: newest,
    nextRunAt: isoTime(state?.nextRunAt ?? null),
    lagSeconds: inStep.last === null ? null : Math.max(0, Math.round((now() - inStep.last) / 1000)),
    inbox: tallies.inbox,
    held: tallies.held,
    holds: standingHolds(holds),
    links,
    inCrm: 0,
    parked: newest?.parked ?? [],
    budget: { salesforce: used === null ? null : { ...used, share: connection.salesforce.apiShare } },
    roles: 'everyone',
  };
}

async function lastEnded({ store }: Pick<OfficeDesk, 'store'>, id: string): Promise<RunReport | null> {
  for await (const run of recentRuns(store, id)) if (run.outcome !== null) return run;
  return null;
}
