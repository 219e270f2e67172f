import type { Progress } from '../src/domain/cycle.js';
import { SyncError } from '../src/domain/faults.js';
import { readingPurpose } from '../src/domain/purpose.js';
import type { RunRef } from './contract.js';
import type { Deps } from './deps.js';
import { takeLane, type Lane } from './lane.js';
import { gatherMissing } from './listing.js';
import { mappedFields } from './mappedFields.js';
import { openFor, purposeIn } from './openFor.js';
import { asNews } from './staged.js';

const LINKS_A_PAGE = 500;

/**
 * Puts what does not come by the window on the run's list: links with an open, contended or listed end (protocol 4.1),
 * and in a `records` run the records asked for, or whoever has rows under the hash it approves. Done in one call: ids only, the reading by id happens when they are planned.
 */
export const gather = (deps: Deps) =>
  async function gather(at: RunRef): Promise<Progress> {
    const lane = await takeLane(deps, at, 'gather');
    const { mapping, mode, records, round, waiver } = lane.run;
    if (!mapping)
      throw new SyncError('broken', `run ${at.run} of ${at.connection} was not described`, { system: 'tandem' });
    if (round > 1) return { done: true, handled: 0 };
    let handled = 0;
    if (mode !== 'records') {
      handled += await gatherMissing(deps, lane, at);
      for (let after = 0; ;) {
        const links = await deps.store.looseEnds(at.connection, after, LINKS_A_PAGE);
        await lane.tx((tx) => tx.again(links));
        handled += links.length;
        after = links.at(-1) ?? after;
        if (links.length < LINKS_A_PAGE) break;
      }
    } else if (waiver !== null) {
      handled = await askHeld(deps, lane, waiver);
    } else {
      const { crm } = await openFor(deps, at, readingPurpose(purposeIn(at, lane.run)));
      const seq = await deps.store.tick();
      const found = await crm.read(mappedFields(mapping, 'crm'), records);
      await lane.tx(async (tx) => {
        const known = await tx.linksByRecord('crm', records);
        // Neither there nor known to us: nobody's id.
        const met = found.filter((record) => record.absent !== true || known.some(({ ids }) => ids.crm === record.id));
        handled = met.length;
        await tx.stage(met.map((record) => asNews(record, seq)));
        await tx.count({ read: { crm: met.length } });
      });
    }
    deps.log.info('gather.done', { connection: at.connection, run: at.run, handled });
    return { done: true, handled };
  };

async function askHeld(deps: Deps, lane: Lane, hash: string): Promise<number> {
  const { connection } = lane.lease;
  let handled = 0;
  for (let after = 0; ;) {
    const rows = await deps.store.rowsOfHold(connection, hash, after, LINKS_A_PAGE);
    const links = new Set(rows.filter(({ state }) => state === 'held').map(({ link }) => link));
    await lane.tx((tx) => tx.again([...links]));
    handled += links.size;
    after = rows.at(-1)?.id ?? after;
    if (rows.length < LINKS_A_PAGE) return handled;
  }
}
