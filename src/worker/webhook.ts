import { readFile } from 'node:fs/promises';
import { resolveWebhook } from '../connection/references.js';
import { reviveConnection } from '../connection/revive.js';
import { type Alert, ALERTS } from '../domain/alerts.js';
import { SyncError } from '../domain/faults.js';
import { httpClient } from '../http.js';
import type { Office } from '../ports/office.js';

/** Nobody waits for it but the run. */
const TIMEOUT_MS = 10_000;

/**
 * Posts an alert to the webhook of the connection's newest version, as JSON; nothing where it has none. Throws SyncError when it was not taken: `unauthorized` or
 * `misconfigured` where the address cannot be resolved, `unreachable` else.
 */
export function webhook(store: Pick<Office, 'connection'>, env: NodeJS.ProcessEnv): (alert: Alert) => Promise<void> {
  return async ({ connection, kind, since, n, hash }) => {
    const stored = await store.connection(connection);
    if (stored === null) return;
    const revived = reviveConnection(stored.document);
    const { webhook: written } = revived.alerts;
    if (written === null) return;
    const at = { env, folder: stored.folder, readFile: (path: string) => readFile(path, 'utf8') };
    const url = new URL(await resolveWebhook(written, revived.allowLoopback, at));
    const client = httpClient({
      system: 'alerts',
      allows: ({ origin }) => origin === url.origin,
      connections: 1,
      timeoutMs: TIMEOUT_MS,
    });
    const word = { connection, alert: kind, since: new Date(since).toISOString(), n, hash, advice: ALERTS[kind] };
    try {
      const { status } = await client.send({
        effect: 'write',
        method: 'POST',
        url,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(word),
      });
      if (status >= 300)
        throw new SyncError('unreachable', `the webhook answered ${status}`, {
          system: 'alerts',
          code: String(status),
        });
    } finally {
      client.close();
    }
  };
}
