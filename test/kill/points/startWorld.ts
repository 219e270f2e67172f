import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { startSandbox } from '../../../src/cli/up/startSandbox.js';
import type { Closing } from '../../../src/cli/up/closing.js';
import { control, type Control } from '../../support/e2e/control.js';
import type { Home } from '../../support/e2e/startHome.js';
import { LIST, type Ready } from '../../support/e2e/startUp.js';
import { audienceUser, orgUser, type AudienceUser, type OrgUser } from '../../support/e2e/users.js';

/** An org and an audience of their own. */
export interface Place extends Home<Pick<Ready, 'sandbox'>> {
  readonly control: Control;
  readonly org: OrgUser;
  readonly audience: AudienceUser;
}

/** Starts the systems of one more world for a home; its database, Temporal and worker are those of the others. */
export async function startWorld(home: Home<object>, name: string, closing: Closing): Promise<Place> {
  const folder = path.join(home.home, `${name}-world`);
  await mkdir(folder);
  const { urls } = await startSandbox({ home: folder, port: 0, log: () => undefined, closing });
  return {
    ...home,
    ready: { sandbox: urls },
    control: control(urls.control),
    org: orgUser(urls.salesforce),
    audience: audienceUser(urls.mailchimp, LIST),
  };
}
