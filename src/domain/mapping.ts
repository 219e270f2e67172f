import type { PerSide } from './side.js';

/** Who may change a mapped field (R-ALL-3). */
export type Direction = 'toSalesforce' | 'toPlatform' | 'twoWay';

/** What decides when both sides changed to different values (R-ALL-4). */
export type ConflictPolicy = 'salesforce' | 'platform' | 'newest' | 'fill-blank' | 'review';

export type FieldType = 'text' | 'number' | 'boolean' | 'date' | 'datetime' | 'picklist' | 'phone' | 'email';

/** One mapped field, complete: defaults filled in, types settled by the schemas of both sides. */
export interface FieldRule {
  /** Names what determines conversion (both fields, type, value map, zone): keys the baselines (protocol 3.2). */
  readonly key: string;
  readonly crm: string;
  readonly platform: string;
  readonly direction: Direction;
  readonly conflict: ConflictPolicy;
  /** `keeps`: a blank never overwrites a value. `clears`: it does. (R-ALL-6) */
  readonly blank: 'keeps' | 'clears';
  readonly type: FieldType;
  /** Picklist map, Salesforce value → platform value. Several may map to one; the first listed is used on the way back. */
  readonly values?: Readonly<Record<string, string>>;
  /** IANA zone in which a platform's date stands for a Salesforce moment. */
  readonly zone?: string;
  /** Longest text each side stores; null = no limit known. */
  readonly crmLength: number | null;
  readonly platformLength: number | null;
}

/** The mapping a run works with. `version` changes with any rule's key; cursors are kept per version (protocol 3.5). */
export interface Mapping {
  readonly version: string;
  /** Fields a new record of that side must have a value in (R-ALL-16). */
  readonly required: PerSide<readonly string[]>;
  readonly rules: readonly FieldRule[];
  /** Salesforce fields whose rules drift has parked for this run (R-ALL-13). */
  readonly parked: readonly string[];
}
