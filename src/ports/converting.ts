import type { ConversionWish } from '../domain/conversion.js';
import type { Outcome } from './people.js';

/**
 * Converting leads (R-ALL-10, on our own initiative). Laws, proven by test/salesforce/convertLeads.test.ts:
 *   V1  one Outcome per wish, in order; `done` names the contact. A lead that is converted already, or gone, is `stale`, and nothing changes.
 *   V2  faults and repetition as law L2 of People: thrown only when nothing was converted, except `unknown`.
 *   V3  no mail goes out, no lead source is overwritten, no opportunity is made unless it is named.
 */
export interface Converting {
  /** Most leads of one call. */
  readonly most: number;
  convert(wishes: readonly ConversionWish[]): Promise<readonly Outcome[]>;
}
