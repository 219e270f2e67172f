import type { Store } from '../../ports/store.js';
import { attachDatabase } from '../../runtime/attach.js';
import { postgresStore } from '../../store/index.js';
import type { CliContext } from '../context.js';
import type { OfficeDesk } from './desk.js';

/** Work that needs the database alone: it goes on when no worker lives and Temporal is down. */
export async function withOffice<T>(context: CliContext, work: (desk: OfficeDesk) => Promise<T>): Promise<T> {
  const databaseUrl = await attachDatabase(context.home, process.env);
  return withStore(databaseUrl, (store) => work({ store, now: Date.now }));
}

/** A store of this program's schema, closed when the work ends. */
export async function withStore<T>(databaseUrl: string, work: (store: Store) => Promise<T>): Promise<T> {
  const store = postgresStore(databaseUrl, { poolSize: 2 });
  try {
    await store.check();
    return await work(store);
  } finally {
    await store.close();
  }
}
