import type { Kit, Seedable, System, SystemName } from './kit/types.js';
import { createMailchimp } from './mailchimp/mailchimp.js';
import { createSalesforce } from './salesforce/salesforce.js';

export interface Systems {
  readonly systems: Readonly<Partial<Record<SystemName, System & Seedable>>>;
  /** What the org would have mailed. */
  readonly mails: () => readonly unknown[];
}

/** The systems this sandbox has; the one place that names them. */
export function openSystems(kit: Kit): Systems {
  const salesforce = createSalesforce(kit);
  return { systems: { salesforce, mailchimp: createMailchimp(kit) }, mails: () => salesforce.mails() };
}
