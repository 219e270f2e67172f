import type { Store } from '../ports/store.js';
import { openDatabase } from './database.js';
import { journal } from './journal.js';
import { office } from './office.js';
import { checkSchema, migrate } from './schema.js';
import { sharing } from './sharing.js';
import { sealing } from './sealing.js';

export interface StoreOptions {
  /** 32 bytes, from TANDEM_SECRET_KEY: without it every other call works, `secret` and `saveSecret` throw SyncError `misconfigured`. */
  readonly secretKey?: Buffer;
  /** Most connections to the database at a time, by default 10. */
  readonly poolSize?: number;
}

const POOL_SIZE = 10;

/**
 * The store in PostgreSQL. Nothing is opened before the first call; `close` ends the pool. Faults are SyncErrors: `unreachable` when the
 * database is gone or gave the transaction up, `misconfigured` for a schema that does not fit, `unauthorized` for its credentials,
 * `broken` for a statement it refuses.
 * @param databaseUrl postgres://…, with the password: never to be logged
 */
export function postgresStore(databaseUrl: string, { secretKey, poolSize = POOL_SIZE }: StoreOptions = {}): Store {
  const database = openDatabase(databaseUrl, poolSize);
  return {
    ...journal(database),
    ...sharing(database),
    ...office(database, sealing(secretKey)),
    migrate: () => migrate(database),
    check: () => checkSchema(database),
    close: () => database.pool.end(),
  };
}
