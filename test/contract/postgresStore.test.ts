import { randomBytes } from 'node:crypto';
import { postgresStore } from '../../src/store/index.js';
import { freshDatabase } from '../support/database.js';
import { storeContract } from './store.js';

storeContract('PostgreSQL', async () => {
  const database = await freshDatabase();
  return {
    store: postgresStore(database.url, { secretKey: randomBytes(32), poolSize: 4 }),
    drop: () => database.drop(),
  };
});
