import { digest } from '../src/domain/digest.js';
import { settleMapping } from '../src/domain/settleMapping.js';
import type { Opening } from './contract.js';
import type { Deps } from './deps.js';
import { firstWindows } from './firstWindows.js';
import { takeLane } from './lane.js';
import { partyOf } from './partyOf.js';
import { spendingOn } from './openFor.js';

/**
 * Begins a run: its row, both schemas against the mapping, the windows of both sides. Idempotent: a run that has its windows keeps them.
 * A field that one side lost is parked for this run and said so; nothing is nulled (R-ALL-13).
 */
export const describe = (deps: Deps) =>
  async function describe(opening: Opening): Promise<{ parked: string[] }> {
    const { connection, run, version, mode, full, records, waiver = null } = opening;
    await deps.store.openRun({ connection, run, version, mode, full, records, waiver, startedAt: deps.now() });
    const lane = await takeLane(deps, opening, 'describe');
    if (lane.run.reading && lane.run.mapping) return { parked: [...lane.run.mapping.parked] };
    const opened = spendingOn(await deps.open(connection, version), 'urgent');
    await deps.store.join(partyOf(opened));
    const object = opened.policy.createAs;
    const [crm, platform] = await Promise.all([
      opened.crm.describe(object),
      opened.platform.describe(opened.platform.objects[0] ?? 'member'),
    ]);
    const settled = settleMapping(opened.connection, opened.profile.basics(opened.connection), object, {
      crm: crm.fields,
      platform: platform.fields,
    });
    // Whoever turns field mapping on or off changes what every pair needs, as a changed rule does: cursors are kept for each apart.
    const mapping = { ...settled, version: digest([settled.version, opened.policy.updates].join(' ')) };
    const cursors = await lane.tx(async (tx) => ({
      crm: await tx.cursor('crm', mapping.version),
      platform: await tx.cursor('platform', mapping.version),
    }));
    const reading = await firstWindows({
      deps,
      lane,
      opening,
      opened,
      cursors,
      now: { crm: crm.at, platform: platform.at },
    });
    await lane.tx((tx) => tx.saveRun({ mapping, reading, round: 1 }));
    deps.log.info('run.described', {
      connection,
      run,
      mode,
      rules: mapping.rules.length,
      parked: mapping.parked.length,
    });
    return { parked: [...mapping.parked] };
  };
