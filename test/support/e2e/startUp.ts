import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { control, type Control } from './control.js';
import { startHome, type Home } from './startHome.js';
import { audienceUser, orgUser, type AudienceUser, type OrgUser } from './users.js';

/** What `up` says once it is usable (contract). */
export interface Ready {
  readonly temporal: string;
  readonly ui: string;
  readonly database: string;
  readonly sandbox: { readonly control: string; readonly salesforce: string; readonly mailchimp: string };
  readonly worker: number;
}

/** Everything of one home, running, seen from outside. */
export interface Up extends Home<Ready> {
  readonly control: Control;
  readonly org: OrgUser;
  readonly audience: AudienceUser;
  /** Process of the worker that is alive now; it changes when `up` starts another. */
  worker(): Promise<number>;
}

/** The audience every sandbox begins with (contract, Sandbox). */
export const LIST = 'main0001';

/** Starts `up --sandbox` in a fresh home. `env` reaches the worker, where connections find their secrets. */
export async function startUp(env: Readonly<Record<string, string>> = {}): Promise<Up> {
  const held = await startHome<Ready>(['up', '--sandbox', '--port', '0'], env);
  const { sandbox } = held.ready;
  return {
    ...held,
    control: control(sandbox.control),
    org: orgUser(sandbox.salesforce),
    audience: audienceUser(sandbox.mailchimp, LIST),
    worker: async () => {
      const file = path.join(held.home, 'children', 'worker.json');
      const note = JSON.parse(await readFile(file, 'utf8')) as { pid: number };
      return note.pid;
    },
  };
}
