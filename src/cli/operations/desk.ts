import type { Office } from '../../ports/office.js';
import type { Engine } from './engine.js';

/** What an operation that reads and writes rows works with. */
export interface OfficeDesk {
  readonly store: Office;
  /** Epoch ms. */
  now(): number;
}

/** What an operation that also speaks to workflows works with. */
export interface Desk extends OfficeDesk {
  readonly engine: Engine;
  sleep(ms: number): Promise<void>;
}
