import type { Snapshot } from './record.js';

/**
 * A lead that we were asked to convert. `asked → sent → done | refused`; `sent → unknown → done | asked`; `refused → asked` by being asked anew.
 * Only `asked` becomes `sent`, in the transaction before the call; `sent` and `unknown` may have landed and are read back, never sent as they are.
 */
export type ConversionState = 'asked' | 'sent' | 'unknown' | 'done' | 'refused';

/** What to convert a lead into. */
export interface ConversionWish {
  readonly lead: string;
  /** An existing contact or account to convert into; null: a new one. */
  readonly contact: string | null;
  readonly account: string | null;
  /** Name of an opportunity to make; null: none. */
  readonly opportunity: string | null;
}

/** One order; there is at most one a lead. */
export interface Conversion extends ConversionWish {
  readonly state: ConversionState;
  /** Run and lease attempt that marked it sent; 0 before. */
  readonly run: number;
  readonly attempt: number;
  /** Salesforce's own time when it was marked sent, epoch ms; null before. */
  readonly sentAt: number | null;
  /** The contact it became, once it is done. */
  readonly became: string | null;
  /** Why it was refused. */
  readonly code: string | null;
}

export type ConversionVerdict =
  | { readonly kind: 'done'; readonly contact: string }
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'send' }
  | { readonly kind: 'wait' };

/**
 * What becomes of an order, by the lead as just read (undefined: no such lead). Converted is converted, by whomever. What may have landed is sent anew only once
 * the call can land no more (`closed`) and the lead is as it was (protocol 4.5).
 */
export function judgeConversion(
  { state }: Pick<Conversion, 'state'>,
  lead: Snapshot | undefined,
  closed: boolean,
): ConversionVerdict {
  if (lead?.convertedTo) return { kind: 'done', contact: lead.convertedTo };
  if (state !== 'asked' && !closed) return { kind: 'wait' };
  if (lead === undefined || lead.deleted) return { kind: 'refused', code: 'ENTITY_IS_DELETED' };
  return { kind: 'send' };
}

/** An order as it is asked for. */
export function asked({ lead, contact, account, opportunity }: ConversionWish): Conversion {
  const fresh = { state: 'asked', run: 0, attempt: 0, sentAt: null, became: null, code: null } as const;
  return { lead, contact, account, opportunity, ...fresh };
}

/** Whether asking again replaces an order: one that may have landed, or has, stays as it is. */
export function mayAskAnew({ state }: Pick<Conversion, 'state'>): boolean {
  return state === 'asked' || state === 'refused';
}
