import { Kysely, Migrator, PostgresDialect } from 'kysely';
import { SyncError } from '../domain/faults.js';
import type { Database } from './database.js';
import { storeFault } from './faults.js';
import { MIGRATIONS } from './migrations.js';

/** Creates or upgrades the schema; several processes may ask at once, one does it. */
export async function migrate({ pool }: Database): Promise<void> {
  const { error } = await migrator(pool).migrateToLatest();
  if (error !== undefined) throw outdated(error) ? newer() : storeFault(error);
}

/** SyncError `unreachable` when the database does not answer, `misconfigured` when its schema is older or newer than this program. */
export async function checkSchema({ query }: Database): Promise<void> {
  const [table] = await query<{ there: boolean }>(`select to_regclass('kysely_migration') is not null as there`);
  const applied = table?.there ? await query<{ name: string }>('select name from kysely_migration') : [];
  const known = Object.keys(MIGRATIONS);
  if (applied.some(({ name }) => !known.includes(name))) throw newer();
  if (applied.length < known.length)
    throw misconfigured('the database schema is older than this program: run `tandem migrate`');
}

function migrator(pool: Database['pool']): Migrator {
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  return new Migrator({ db, provider: { getMigrations: () => Promise.resolve({ ...MIGRATIONS }) } });
}

/** Kysely's words for an applied migration that this program does not have. */
const outdated = (error: unknown) => error instanceof Error && error.message.startsWith('corrupted migrations');

const newer = () => misconfigured('the database schema is newer than this program: upgrade the program');

const misconfigured = (message: string) => new SyncError('misconfigured', message, { system: 'postgres' });
