import { normaliseEmail } from '../../domain/email.js';
import { fullId, isId } from '../../salesforce/ids.js';

/** A person as the store knows them: an 18-character Salesforce id, a normalised email, or a platform's id as it is. */
export function personName(written: string): string {
  if (isId(written)) return fullId(written);
  return written.includes('@') ? (normaliseEmail(written) ?? written) : written.trim();
}
