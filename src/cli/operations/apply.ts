import { changedPaths, hashOf } from '../../connection/canonical.js';
import { reviveConnection } from '../../connection/revive.js';
import type { Connection } from '../../domain/connection.js';
import { SyncError } from '../../domain/faults.js';
import type { ConnectionState } from '../../../workflows/messages.js';
import type { ConnectionVersion, Office } from '../../ports/office.js';
import type { Problem } from '../../profiles/profile.js';
import type { Desk } from './desk.js';
import { contraryRules } from './contraryRules.js';
import { unknownProblems } from './unknownProblems.js';

export interface Applied {
  readonly id: string;
  readonly version: number;
  /** In the words of the connection file; empty when it is what is in force already. */
  readonly changed: readonly string[];
  /** After the worker has taken it and looked at the credentials. */
  readonly state: ConnectionState;
  /** Fields it maps that are not there: then nothing of it is in force. */
  readonly problems: readonly Problem[];
}

/**
 * Creates or changes a connection from its checked file, and waits until a worker has taken it. Idempotent: the same file again changes nothing,
 * but has the credentials looked at anew. Throws SyncError `refused` when another connection forbids it (R-ALL-17), or its own past does.
 * @param folder of the file: `${file:}` is relative to it
 */
export async function applyFile(
  { store, engine }: Pick<Desk, 'store' | 'engine'>,
  connection: Connection,
  folder: string,
): Promise<Applied> {
  await refuseContraryRules(store, connection);
  const before = await store.connection(connection.id);
  if (before !== null) await refuseOtherPairing(store, reviveConnection(before.document), connection);
  const changed = changedPaths(before?.document, connection);
  const same = before !== null && changed.length === 0 && before.folder === folder;
  const stored = same ? before : await store.putConnection(connection.id, hashOf(connection), connection, folder);
  const { state, unknown } = await engine.configure(configured(connection.profile, stored));
  const problems = same ? [] : unknownProblems(connection, unknown);
  if (problems.length > 0) await takeBack({ store, engine }, connection, before);
  return { id: connection.id, version: stored.version, changed, state, problems };
}

const configured = (profile: string, { id, version, hash }: ConnectionVersion) => ({ id, profile, version, hash });

/** What was in force before is in force again: as a version of its own, for versions only ever rise. */
async function takeBack(
  { store, engine }: Pick<Desk, 'store' | 'engine'>,
  { id, profile }: Connection,
  before: ConnectionVersion | null,
): Promise<void> {
  if (before === null) {
    await engine.remove(id);
    return store.removeConnection(id);
  }
  const again = await store.putConnection(id, before.hash, before.document, before.folder);
  await engine.configure(configured(profile, again));
}

/** What the links of a connection belong to, by the file's keys. With another one they would pair strangers, and cursors would pass over everyone. */
const PAIRING: Readonly<Record<string, (connection: Connection) => unknown>> = {
  profile: ({ profile }) => profile,
  object: ({ mainList }) => mainList?.object,
  list: ({ mainList }) => mainList?.list,
};

async function refuseOtherPairing(store: Office, before: Connection, after: Connection): Promise<void> {
  const path = Object.keys(PAIRING).find((key) => PAIRING[key]?.(before) !== PAIRING[key]?.(after));
  if (path === undefined || (await store.lastRun(after.id)) === 0) return;
  throw new SyncError(
    'refused',
    `${path}: connection ${after.id} has paired people under another one: make a connection with another id, or \`tandem remove ${after.id}\` first, which touches nobody`,
    { system: 'tandem' },
  );
}

async function refuseContraryRules(store: Office, connection: Connection): Promise<void> {
  for (const other of await store.connections()) {
    if (other.id === connection.id) continue;
    const [first] = contraryRules(connection, reviveConnection(other.document));
    if (first === undefined) continue;
    throw new SyncError(
      'refused',
      `${first.path}: connection ${other.id} maps ${first.field} of the same org one way in the other direction (R-ALL-17): change one of the two`,
      { system: 'tandem' },
    );
  }
}
