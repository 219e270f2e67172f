import type { Conversion, ConversionWish } from '../../domain/conversion.js';
import { SyncError } from '../../domain/faults.js';
import { fullId, isId, objectOf } from '../../salesforce/ids.js';
import { EXIT, ExitError } from '../exit.js';
import { awaitRun, type RunEnd, type Watch } from './awaitRun.js';
import type { Desk } from './desk.js';
import { knownConnection } from './knownConnection.js';

export interface Converted {
  /** How the order stands once the run is over. */
  readonly order: Conversion;
  readonly end: RunEnd;
}

/** Standard objects have the same key prefix in every org. */
const ACCOUNT = '001';

/**
 * Has a lead converted, once, by a run that is waited for; asked again for one that is converted, it says into whom. Ends the command with exit 2 where an id is
 * none, or of something else. SyncError `refused` while the connection is paused: then nothing is asked. Else throws as awaitRun does, and the order stays.
 */
export async function convertLead(
  desk: Desk,
  id: string,
  wish: ConversionWish,
  watch: Watch = () => undefined,
): Promise<Converted> {
  const { store, engine } = desk;
  await knownConnection(store, id);
  const whole = checked(wish);
  await store.askConversion(id, whole);
  const run = await engine.syncRecords(id, { ids: [whole.lead], evenPaused: false }).catch(async (error: unknown) => {
    // Nobody converts later what was refused now.
    if (error instanceof SyncError && error.kind !== 'unreachable') await store.withdrawConversion(id, whole.lead);
    throw error;
  });
  const end = await awaitRun(desk, { id, run, evenPaused: false }, watch);
  const order = await store.conversion(id, whole.lead);
  if (order === null)
    throw new SyncError('stale', `connection ${id} was removed before ${whole.lead} was converted`, {
      system: 'tandem',
    });
  return { order, end };
}

function checked({ lead, contact, account, opportunity }: ConversionWish): ConversionWish {
  if (objectOf(lead) !== 'Lead') throw invalid('lead', lead, 'a lead');
  if (contact !== null && objectOf(contact) !== 'Contact') throw invalid('--contact', contact, 'a contact');
  if (account !== null && !(isId(account) && account.startsWith(ACCOUNT)))
    throw invalid('--account', account, 'an account');
  const id = (written: string | null) => (written === null ? null : fullId(written));
  return { lead: fullId(lead), contact: id(contact), account: id(account), opportunity };
}

function invalid(place: string, written: string, what: string): ExitError {
  return new ExitError(EXIT.invalid, `${place}: ${JSON.stringify(written)} is no Salesforce id of ${what}`);
}
