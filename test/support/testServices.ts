import { rm } from 'node:fs/promises';
import { startPostgres } from '../../src/runtime/postgres.js';
import { temporaryHome } from './temporaryHome.js';

/**
 * One PostgreSQL for a whole test run, thrown away after it; every suite makes a database of its own in it (database.ts).
 * Nothing is started where TANDEM_TEST_DATABASE_URL names a server already.
 */
export async function startTestServices(): Promise<() => Promise<void>> {
  const given = process.env['TANDEM_TEST_DATABASE_URL'];
  if (given !== undefined && given !== '') return () => Promise.resolve();
  const folder = await temporaryHome('test');
  const server = await startPostgres({
    folder,
    port: 0,
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' },
  });
  process.env['TANDEM_TEST_DATABASE_URL'] = server.url;
  return async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
