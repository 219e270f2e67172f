import { EXIT, ExitError } from '../exit.js';
import type { OfficeDesk } from './desk.js';
import { knownConnection } from './knownConnection.js';
import { personName } from './personName.js';

/** Lets whoever was deleted be created again by the next run; says how many records that concerns. Ends the command with exit 2 where nobody of that name was deleted. */
export async function clearTombstones(
  { store }: Pick<OfficeDesk, 'store'>,
  id: string,
  person: string,
): Promise<number> {
  await knownConnection(store, id);
  const cleared = await store.untombstone(id, personName(person));
  if (cleared === 0)
    throw new ExitError(EXIT.invalid, `PERSON: connection ${id} knows of nobody deleted by that id or email`);
  return cleared;
}
