import type { Activities } from './contract.js';
import type { Deps } from './deps.js';
import { waiting } from './waiting.js';

/** What is held under the hash is not written: updates stand as they are until either value changes, creates until the person does. Idempotent. */
export const reject = (deps: Deps): Activities['reject'] =>
  async function reject({ connection, hash }) {
    const rejected = await deps.store.reject(connection, hash);
    const left = await waiting(deps, connection);
    deps.log.info('guard.rejected', { connection, rows: rejected, hash });
    return { rejected, ...left };
  };
