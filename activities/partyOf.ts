import type { Party } from '../src/ports/sharing.js';
import type { Opened } from './deps.js';

/** The connection, as others of its account see it. */
export const partyOf = ({ connection, account, crm, policy }: Opened): Party => ({
  connection: connection.id,
  account,
  org: crm.org,
  objects: policy.objects,
});
