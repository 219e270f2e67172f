import type { ConflictPolicy } from '../../src/domain/mapping.js';
import type { Bug } from './setup.js';
import { DEEDS, tellSmall, type Deed } from './smallWorlds.js';

export interface SmallSummary {
  readonly histories: number;
  /** The deeds, and what went wrong. */
  readonly failures: readonly string[];
}

/** Every order of at most `depth` deeds; those that add nothing to a shorter one are left out with all that begin so. A failing one is not gone on with. */
export async function tellAllSmall(depth: number, policy: ConflictPolicy, bug: Bug = {}): Promise<SmallSummary> {
  const failures: string[] = [];
  let histories = 0;
  let begun: readonly (readonly Deed[])[] = [[]];
  for (let length = 1; length <= depth; length += 1) {
    const next: (readonly Deed[])[] = [];
    for (const before of begun) {
      for (const deed of DEEDS) {
        const deeds = [...before, deed];
        if (!isCanonical(deeds)) continue;
        const end = await tellSmall(deeds, { policy }, bug);
        if (end.kind === 'same') continue;
        histories += 1;
        if (end.kind === 'failed') failures.push(`${deeds.join(', ')}: ${end.failure}`);
        else next.push(deeds);
      }
    }
    begun = next;
  }
  return { histories, failures };
}

/** b and c are alike until one of them is there, and a second wait in a row waits for nothing. */
function isCanonical(deeds: readonly Deed[]): boolean {
  const values = deeds.flatMap((deed) => /^(?:crm|platform) ([bc])$/.exec(deed)?.[1] ?? []);
  const [last, before] = [deeds.at(-1), deeds.at(-2)];
  return values[0] !== 'c' && !(last === 'wait' && (before === undefined || before === 'wait'));
}
