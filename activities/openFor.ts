import { type Purpose, purposeOf } from '../src/domain/purpose.js';
import type { RunRow } from '../src/ports/stored.js';
import type { RunRef } from './contract.js';
import type { Deps, Opened } from './deps.js';

/** The connection, its calls to the org made for a purpose: they throw `quota` where that may not be. */
export async function openFor(
  deps: Pick<Deps, 'open'>,
  at: Pick<RunRef, 'connection' | 'version'>,
  purpose: Purpose,
): Promise<Opened> {
  return spendingOn(await deps.open(at.connection, at.version), purpose);
}

export function spendingOn(opened: Opened, purpose: Purpose): Opened {
  const crm = opened.crm.spending?.(purpose) ?? opened.crm;
  return { ...opened, crm, sides: { ...opened.sides, crm } };
}

/** What a run's calls are for. Its later rounds read what changed since the first, however much that one read. */
export function purposeIn({ asked = false }: RunRef, { mode, full, reading, round }: RunRow): Purpose {
  const anew = full || reading?.crm.since === 0 || reading?.platform.since === 0;
  const whole = round <= 1 && anew && reading?.crm.optOutsOnly !== true;
  return purposeOf({ mode, whole, asked });
}
