import type { Connection, FieldMapping, PlatformKind, ProfileName } from '../domain/connection.js';
import type { ConflictPolicy } from '../domain/mapping.js';
import type { PerSide } from '../domain/side.js';

/** One thing wrong with a connection file. `path` as in `fields.Contact[0].direction`. */
export interface Problem {
  readonly path: string;
  readonly reason: string;
}

/** What the engine may do for a connection, as data. */
export interface Policy {
  /** Salesforce objects this connection syncs, matching order first. */
  readonly objects: readonly string[];
  /** Object a platform-only person is created as. */
  readonly createAs: string;
  /** Whether a person known to one side only is created on that side. */
  readonly creates: PerSide<boolean>;
  /** Whether existing pairs are updated at all (R-SY-5). */
  readonly updates: boolean;
  /** A CRM person of that object is met, though the connection syncs another: skipped under this cause (R-ALL-1). */
  readonly elsewhere: Readonly<Record<string, 'exists-as-lead' | 'exists-as-contact'>>;
}

/** A profile: defaults and checks of a connection, data first. One file each beside this one. */
export interface Profile {
  readonly name: ProfileName;
  readonly platform: PlatformKind;
  readonly conflict: ConflictPolicy;
  /** Fields mapped without being listed. */
  basics(connection: Connection): readonly FieldMapping[];
  /** Problems no schema can see; [] when sound. */
  check(connection: Connection): readonly Problem[];
  policy(connection: Connection): Policy;
}
