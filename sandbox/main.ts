import type { AddressInfo } from 'node:net';
import { createControl } from './control/control.js';
import { certificate } from './kit/certificate.js';
import { loadAll, saveAll } from './kit/keep.js';
import { createKit } from './kit/kit.js';
import { serve, type Served } from './kit/server.js';
import { openSystems } from './systems.js';

/** null: this sandbox has no such system (TLS: no certificate could be made). */
export interface SandboxPorts {
  readonly control: number;
  readonly salesforce: number | null;
  readonly salesforceTls: number | null;
  readonly mailchimp: number;
  readonly dotdigital: number | null;
  readonly apollo: number | null;
  readonly sharpspring: number | null;
}

export interface Sandbox {
  readonly ports: SandboxPorts;
  /** Stops serving, then saves when there is a folder. */
  close(): Promise<void>;
}

export interface SandboxOptions {
  /** Control's; the others follow it. 0: all take free ones. */
  readonly port: number;
  /** Folder: what the systems hold is loaded from it and saved to it on close. */
  readonly data?: string;
}

/** How far each port lies from control's. */
const OFFSETS = { salesforce: 1, mailchimp: 2, dotdigital: 3, apollo: 4, sharpspring: 5, salesforceTls: 41 } as const;

/** Serves every system of the sandbox and its control on 127.0.0.1. Leaves nothing open when it throws. */
export async function startSandbox({ port, data }: SandboxOptions): Promise<Sandbox> {
  const shop = createKit();
  const { systems, mails } = openSystems(shop.kit);
  const all = Object.values(systems);
  if (data !== undefined) await loadAll(data, all, shop.kit.clock);
  const served: Partial<Record<keyof typeof OFFSETS, Served>> = {};
  const ports = (): SandboxPorts => ({
    control: (control.server.address() as AddressInfo | null)?.port ?? 0,
    salesforce: served.salesforce?.port ?? null,
    salesforceTls: served.salesforceTls?.port ?? null,
    mailchimp: served.mailchimp?.port ?? 0,
    dotdigital: served.dotdigital?.port ?? null,
    apollo: served.apollo?.port ?? null,
    sharpspring: served.sharpspring?.port ?? null,
  });
  const dropLate = () => Object.values(served).forEach((one) => one.dropLate());
  const control = createControl({ shop, systems, mails, ports: () => ({ ...ports() }), dropLate });
  const at = (name: keyof typeof OFFSETS) => (port === 0 ? 0 : port + OFFSETS[name]);
  const stop = async () => {
    await Promise.all([control.close(), ...Object.values(served).map((one) => one.close())]);
  };
  try {
    for (const system of all) served[system.name] = await serve(system, shop, { port: at(system.name) });
    const { salesforce } = systems;
    const tls = salesforce === undefined ? null : await certificate(data ?? null);
    if (salesforce !== undefined && tls !== null)
      served.salesforceTls = await serve(salesforce, shop, { port: at('salesforceTls'), tls });
    await control.listen({ host: '127.0.0.1', port });
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    ports: ports(),
    close: async () => {
      await stop();
      if (data !== undefined) await saveAll(data, all, shop.kit.clock);
    },
  };
}
