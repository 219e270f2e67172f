import type { Connection } from '../../domain/connection.js';
import { reviveConnection } from '../../connection/revive.js';
import type { ConnectionVersion, Office } from '../../ports/office.js';
import { EXIT, ExitError } from '../exit.js';

export interface Known {
  readonly stored: ConnectionVersion;
  readonly connection: Connection;
}

/** The newest version of a connection that was applied; ends the command with exit 2 when there is none. */
export async function knownConnection(store: Office, id: string): Promise<Known> {
  const stored = await store.connection(id);
  if (stored === null) throw unknown(id, await store.connections());
  return { stored, connection: reviveConnection(stored.document) };
}

function unknown(id: string, all: readonly ConnectionVersion[]): ExitError {
  const named = all.map((connection) => connection.id).slice(0, 20);
  const hint = named.length === 0 ? 'none was applied yet: run `tandem apply FILE`' : `known are ${named.join(', ')}`;
  return new ExitError(EXIT.invalid, `ID: there is no connection ${JSON.stringify(id)}; ${hint}`);
}
