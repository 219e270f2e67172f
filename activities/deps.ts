import type { Alert } from '../src/domain/alerts.js';
import type { Connection } from '../src/domain/connection.js';
import type { Protocol } from '../src/domain/protocol.js';
import type { PerSide } from '../src/domain/side.js';
import type { People } from '../src/ports/people.js';
import type { Crm } from '../src/ports/crm.js';
import type { Platform } from '../src/ports/platform.js';
import type { Pulse } from '../src/ports/pulse.js';
import type { Store } from '../src/ports/store.js';
import type { Policy, Profile } from '../src/profiles/profile.js';

/** Both sides of a connection, ready to be used: references resolved, adapters made. */
export interface Opened {
  readonly connection: Connection;
  readonly profile: Profile;
  readonly policy: Policy;
  readonly crm: Crm;
  readonly platform: Platform;
  readonly sides: PerSide<People>;
  /** Names the platform account and list, for R-ALL-17. */
  readonly account: string;
}

/** Event name, ids and counts; never a person's data. */
export interface Log {
  info(event: string, ids: Readonly<Record<string, string | number | boolean | null>>): void;
  warn(event: string, ids: Readonly<Record<string, string | number | boolean | null>>): void;
}

/** Everything an activity works with. Assembled by the worker; the simulator hands in its own. */
export interface Deps {
  readonly store: Store;
  /** Throws SyncError: `unauthorized` for a missing reference, `misconfigured` for an unknown connection or version. */
  open(connection: string, version: number): Promise<Opened>;
  /** The life sign of the activity that is running. */
  pulse(): Pulse;
  /** The rules of the write protocol: pure functions, so that the simulator can plant bugs in them and see them caught. */
  readonly protocol: Protocol;
  readonly log: Log;
  /** Tells a person, where the connection says how; absent: the log alone does. Throws SyncError when it could not be told. */
  tell?(alert: Alert): Promise<void>;
  /** Wall clock, epoch ms: for our own records only, never for a cursor. */
  now(): number;
}
