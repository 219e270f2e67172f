import type { Link } from '../domain/link.js';
import type { Side } from '../domain/side.js';
import type { Stone } from '../domain/tombstone.js';

/** A connection, as others see it that share its platform account and list. */
export interface Party {
  readonly connection: string;
  /** Names the platform account and list. */
  readonly account: string;
  /** Names the org: ids of another one say nothing here. */
  readonly org: string;
  /** Objects of the CRM that it syncs. */
  readonly objects: readonly string[];
}

/** A live link of another party. */
export interface HeldLink {
  readonly connection: string;
  readonly link: Link;
  /** It has a row that was not settled, sent or not. */
  readonly busy: boolean;
}

/** A record of the CRM that one of a link became, as just read. */
export interface Successor {
  readonly id: string;
  /** Its stamp, where it was opted out; else null. */
  readonly left: number | null;
}

/** What connections of one account know of each other (R-ALL-17). Proven by test/contract/storeSharing.ts and storeHandOver.ts. */
export interface Sharing {
  /** Says what a connection syncs from now on. No transaction of another party of the account is under way meanwhile: each sees it or has ended. */
  join(party: Party): Promise<void>;
  /** The connection has other parties of its account and org. */
  isShared(connection: string): Promise<boolean>;
  /** Live links of these connections on these records. */
  holders(connections: readonly string[], side: Side, ids: readonly string[]): Promise<readonly HeldLink[]>;
  /** Tombstones of these connections that stand, by the other side's record of the person (R-ALL-9). */
  stonesElsewhere(connections: readonly string[], side: Side, partners: readonly string[]): Promise<readonly Stone[]>;
  /**
   * Gives links of one party to another, as they stand but for what is said of the CRM record's life, with what is known of both their records: baseline, opt-outs,
   * consents, tombstones. Returns the new links' ids.
   *   H1  they end in `from`, their unsent rows with them; in `to` they are loose ends, their platform records are its own, and its half links of these records give way.
   *   H2  not given is a link with an open row, and one of whose records `to` has in a pair, or in a link with an open row.
   *   H3  one of a CRM record alone that `to` knows ends, and what is known of it goes along.
   *   H4  half links of either party that bear an email of one that ended are loose ends there: they may be somebody else's now.
   *   H5  when people left is told of those in `became` too.
   *   H6  what is not to be taken away of a link is not in `to` either; of other refusals nothing goes along.
   */
  handOver(
    from: string,
    to: Party,
    links: readonly number[],
    became?: readonly Successor[],
  ): Promise<readonly number[]>;
}
