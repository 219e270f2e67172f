import { asked } from '../../src/domain/conversion.js';
import { isAlive, type Snapshot } from '../../src/domain/record.js';
import type { Tx } from '../../src/ports/tx.js';

/**
 * Whether the refused conversion of a lead is over: someone else converted it, or it is gone. One that was changed since it was refused is asked for anew, and stays
 * listed until that is answered (R-ALL-15).
 * @param lead as it was read; undefined: it was not
 */
export async function isOver(tx: Tx, lead: Snapshot | undefined): Promise<boolean> {
  if (lead === undefined) return false;
  if (!isAlive(lead)) return true;
  const [order] = await tx.conversions([lead.id]);
  if (order?.state === 'refused' && order.sentAt !== null && lead.stamp > order.sentAt)
    await tx.saveConversions([asked(order)]);
  return false;
}
