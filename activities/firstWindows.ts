import { SyncError } from '../src/domain/faults.js';
import { purposeOf, readingPurpose } from '../src/domain/purpose.js';
import { type PerSide, SIDES } from '../src/domain/side.js';
import type { Zone } from '../src/domain/window.js';
import type { Reading, RunRow } from '../src/ports/stored.js';
import type { Opening } from './contract.js';
import type { Deps, Opened } from './deps.js';
import type { Lane } from './lane.js';
import { openWindows } from './openWindows.js';
import { spendingOn } from './openFor.js';

interface Ask {
  readonly deps: Deps;
  readonly lane: Lane;
  readonly opening: Opening;
  readonly opened: Opened;
  readonly cursors: PerSide<{ readonly at: number; readonly zone: Zone | null } | null>;
  /** The sides' own times. */
  readonly now: PerSide<number>;
}

/**
 * The windows a run begins with. A backfill for which too few of the org's calls are left looks for opt-outs alone, in what changed since anyone was linked
 * (R-ALL-8); where nobody can be, it is not begun: `quota`.
 */
export async function firstWindows({ deps, lane, opening, opened, cursors, now }: Ask): Promise<PerSide<Reading>> {
  const { mode, full, asked = false } = opening;
  const whole = full || SIDES.some((side) => cursors[side] === null);
  const { crm, sides } = spendingOn(opened, readingPurpose(purposeOf({ mode, whole, asked })));
  try {
    if (whole) await crm.mayBegin?.();
  } catch (error) {
    const seen = mode === 'sync' ? await seenUntil(lane) : null;
    if (!(error instanceof SyncError && error.kind === 'quota') || seen === null) throw error;
    const urgent = spendingOn(opened, 'urgent').sides;
    const windows = await openWindows({ deps, run: { mode, full: false }, sides: urgent, cursors: seen, now });
    return { crm: { ...windows.crm, optOutsOnly: true }, platform: { ...windows.platform, optOutsOnly: true } };
  }
  return openWindows({ deps, run: { mode, full }, sides, cursors, now });
}

async function seenUntil(lane: Lane): Promise<PerSide<{ readonly at: number; readonly zone: null }> | null> {
  const [crm, platform] = await lane.tx(async (tx) => [await tx.seenUntil('crm'), await tx.seenUntil('platform')]);
  return crm == null || platform == null
    ? null
    : { crm: { at: crm, zone: null }, platform: { at: platform, zone: null } };
}

export function looksForOptOutsOnly({ reading }: Pick<RunRow, 'reading'>): boolean {
  return reading?.crm.optOutsOnly === true;
}

/** Ends a run that has looked for opt-outs and has no calls for anything else. */
export function endAfterOptOuts(run: Pick<RunRow, 'reading'>): void {
  if (!looksForOptOutsOnly(run)) return;
  throw new SyncError(
    'quota',
    "too few of the org's daily calls are left to read everything (salesforce.apiShare); opt-outs were carried",
    { system: 'salesforce', code: 'API_SHARE' },
  );
}
