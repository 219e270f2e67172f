import { unsentState } from '../../src/domain/guard.js';
import { SIDES } from '../../src/domain/side.js';
import { entry } from '../../src/domain/inbox.js';
import type { Lane } from '../lane.js';

const ROWS_A_TIME = 1_000;

/**
 * Voids every row of the run that was never sent. A plan's are kept for the command under that lane's name. Of any other run their links, and those
 * still to be read by id, are listed: another run's cursor may have passed what this one saw.
 */
export async function voidUnsent(lane: Lane): Promise<void> {
  const plan = lane.run.mode === 'plan';
  if (!plan) await listPutOff(lane);
  for (const side of SIDES) {
    for (let more = true; more;) {
      more = await lane.tx(async (tx) => {
        const rows = await tx.rowsOfRun(lane.run.run, side, 'planned', ROWS_A_TIME);
        await tx.saveRows(rows.map((row) => ({ ...row, state: unsentState(row), lane: plan ? 'plan' : row.lane })));
        if (!plan) {
          const links = await tx.linksById(rows.map((row) => row.link));
          await tx.list(links.map((link) => entry(link, 'contended')));
        }
        return rows.length === ROWS_A_TIME;
      });
    }
  }
}

async function listPutOff(lane: Lane): Promise<void> {
  for (let more = true; more;) {
    more = await lane.tx(async (tx) => {
      const asked = (await tx.nextAgain(ROWS_A_TIME)).map(({ link }) => link);
      const links = await tx.linksById(asked);
      await tx.list(links.filter((link) => !link.dead).map((link) => entry(link, 'contended')));
      await tx.notAgain(asked);
      return asked.length === ROWS_A_TIME;
    });
  }
}
