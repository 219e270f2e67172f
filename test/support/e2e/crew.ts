import { connectionDocument, salesforceSection, SECRETS, writeConnection } from './connectionFile.js';
import type { Seeded } from './control.js';
import { startUp, type Up } from './startUp.js';

/** The connection most of the suites work with. */
export const CREW = 'crew';

/** Its mapped fields, as [Contact, member]. Of the two listed ones, Salesforce wins the first and the platform the second. */
export const FIELDS = [
  ['FirstName', 'FNAME'],
  ['LastName', 'LNAME'],
  ['Phone', 'PHONE'],
  ['Title', 'TITLE'],
  ['Department', 'DEPT'],
] as const;

/** Writes the connection's file. The secret chooses whether the org will take the credentials; `more` goes to the Salesforce section. */
export function writeCrew(
  up: Pick<Up, 'home'> & { readonly ready: Pick<Up['ready'], 'sandbox'> },
  secret: keyof typeof SECRETS = 'E2E_SF_SECRET',
  more: object = {},
): Promise<string> {
  const document = connectionDocument(CREW, up.ready, {
    salesforce: { ...salesforceSection(up.ready.sandbox.salesforce, secret), ...more },
    // The suites seed people by the hundred, and nobody is there to approve them.
    limits: { atLeast: 100_000 },
    fields: {
      Contact: [
        { salesforce: 'Title', platform: 'TITLE', direction: 'twoWay', conflict: 'salesforce' },
        { salesforce: 'Department', platform: 'DEPT', direction: 'twoWay', conflict: 'platform' },
      ],
    },
  });
  return writeConnection(up.home, CREW, document);
}

/** The audience's own fields for the two listed ones. */
export async function addCrewFields(up: Pick<Up, 'audience'>): Promise<void> {
  for (const tag of ['TITLE', 'DEPT']) await up.audience.addField(tag);
}

/** A home with people in both systems, and the connection applied: where the suites that need no more begin. */
export async function startCrew(people: object): Promise<{ readonly up: Up; readonly seeded: Seeded }> {
  const up = await startUp({ ...SECRETS });
  await addCrewFields(up);
  const seeded = await up.control.seed(people);
  await up.json(0, 'apply', await writeCrew(up));
  return { up, seeded };
}
