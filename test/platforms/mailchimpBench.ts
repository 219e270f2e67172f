import { createKit, type Workshop } from '../../sandbox/kit/kit.js';
import { serve } from '../../sandbox/kit/server.js';
import { createMailchimp } from '../../sandbox/mailchimp/mailchimp.js';
import type { System } from '../../sandbox/kit/types.js';
import { mailchimp } from '../../src/platforms/mailchimp/mailchimp.js';
import type { Platform } from '../../src/ports/platform.js';

export const LIST = 'main0001';

export interface MailchimpBench {
  readonly people: Platform;
  readonly url: string;
  readonly shop: Workshop;
  readonly system: System;
  /** A call of another user of the account; below the list. */
  other(method: string, path: string, body?: unknown): Promise<Readonly<Record<string, unknown>>>;
  close(): Promise<void>;
}

let benches = 0;

/** The Mailchimp sandbox on a free port, empty, and the adapter over it. Each has a key of its own, so that no connections are shared. */
export async function mailchimpBench(timeoutMs = 30_000): Promise<MailchimpBench> {
  const shop = createKit();
  const system = createMailchimp(shop.kit);
  const served = await serve(system, shop, { port: 0 });
  benches += 1;
  const apiKey = `${String(benches).padStart(32, '0')}-us19`;
  return {
    people: mailchimp({
      settings: { kind: 'mailchimp', baseUrl: served.url, apiKey },
      allowLoopback: true,
      list: LIST,
      timeoutMs,
    }),
    url: served.url,
    shop,
    system,
    other: async (method, path, body) => {
      const answer = await fetch(`${served.url}/3.0/lists/${LIST}${path}`, {
        method,
        headers: {
          authorization: `Basic ${Buffer.from(`someone:${'a'.repeat(32)}-us19`).toString('base64')}`,
          'content-type': 'application/json',
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`the sandbox answered ${answer.status} to ${method} ${path}`);
      return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
    },
    close: () => served.close(),
  };
}
