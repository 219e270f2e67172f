import type { Cause } from '../../domain/inbox.js';
import type { RunReport } from '../../ports/office.js';
import type { PerSide } from '../../domain/side.js';
import { isoTime } from './isoTime.js';

export interface BothSystems {
  readonly salesforce: number;
  readonly platform: number;
}

/** `tandem sync --json`: part of the command's contract. */
export interface Report {
  readonly connection: string;
  readonly run: number;
  readonly outcome: 'inStep' | 'withErrors' | 'held' | 'stopped';
  readonly reason?: string;
  readonly startedAt: string;
  /** null: stopped in its middle, to go on later. */
  readonly endedAt: string | null;
  readonly read: BothSystems;
  readonly created: BothSystems;
  readonly updated: BothSystems;
  readonly deleted: BothSystems;
  readonly merged: number;
  readonly converted: number;
  readonly linked: number;
  readonly unchanged: number;
  readonly skipped: Readonly<Partial<Record<Cause, number>>>;
  readonly errors: Readonly<Partial<Record<Cause, number>>>;
  readonly held: Held | null;
  /** Salesforce fields that drift has parked (R-ALL-13). */
  readonly parked: readonly string[];
  readonly calls: BothSystems;
  readonly historyEvents: number;
}

export interface Held {
  readonly n: number;
  readonly hash: string;
}

/** A stored run in the contract's words. A run that has not ended counts as stopped by a pause: nothing else leaves one half-way. */
export function reportOf(stored: RunReport, held: Held | null): Report {
  const reason = stored.outcome === null ? 'paused' : stored.reason;
  return {
    connection: stored.connection,
    run: stored.run,
    outcome: stored.outcome ?? 'stopped',
    ...(reason === null ? {} : { reason }),
    startedAt: isoTime(stored.startedAt),
    endedAt: isoTime(stored.endedAt),
    read: bySystem(stored.counts.read),
    created: bySystem(stored.created),
    updated: bySystem(stored.updated),
    deleted: bySystem(stored.deleted),
    merged: stored.counts.merged,
    converted: stored.counts.converted,
    linked: stored.counts.linked,
    unchanged: stored.counts.unchanged,
    skipped: stored.skipped,
    errors: stored.errors,
    held,
    parked: stored.mapping?.parked ?? [],
    calls: bySystem(stored.counts.calls),
    historyEvents: stored.historyEvents,
  };
}

function bySystem({ crm, platform }: PerSide<number>): BothSystems {
  return { salesforce: crm, platform };
}
