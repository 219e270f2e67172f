import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Deps, Opened } from '../../activities/deps.js';
import { resolveReferences } from '../connection/references.js';
import { reviveConnection } from '../connection/revive.js';
import { budgetAccount } from '../domain/budgetAccount.js';
import type { Connection, SalesforceAuth } from '../domain/connection.js';
import { SyncError } from '../domain/faults.js';
import type { Store } from '../ports/store.js';
import { openPlatform } from '../platforms/index.js';
import { profileOf } from '../profiles/choose.js';
import { type Usage, usage } from '../salesforce/allowance.js';
import { salesforce } from '../salesforce/index.js';

/** Connections kept open at once: each holds a login, no open socket for long. */
const MOST = 100;

export interface Openings {
  readonly open: Deps['open'];
  /** What is open just now, without opening anything. */
  peek(connection: string, version: number): Promise<Opened | null>;
  /** Opened anew next time: a credential may have been replaced on this machine. */
  forget(connection: string, version: number): void;
}

/**
 * Opens connections and keeps them, so that logins and call counts last from one activity to the next. A failed opening is not kept,
 * an older version of a connection only until a newer one is opened, the longest unused first beyond a bound.
 */
export function openings(store: Store, env: NodeJS.ProcessEnv): Openings {
  const kept = new Map<string, Promise<Opened>>();
  const usages = new Map<string, Usage>();
  /** Of one org, whichever of its connections heard: none makes a call that another knows to be one too many. */
  const usageOf = (connection: Connection): Usage => {
    const account = budgetAccount(connection);
    const known = usages.get(account) ?? usage();
    usages.set(account, known);
    return known;
  };
  const nameOf = (connection: string, version: number) => `${connection}@${version}`;
  const forget = (name: string, opening: Promise<Opened>) => {
    if (kept.get(name) === opening) kept.delete(name);
  };
  return {
    open(connection, version) {
      const name = nameOf(connection, version);
      const opening = kept.get(name) ?? openOne({ store, env, usageOf }, connection, version);
      kept.delete(name);
      for (const other of Array.from(kept.keys()))
        if (kept.size >= MOST || isOlder(other, connection, version)) kept.delete(other);
      kept.set(name, opening); // at the end: the map's order is the order of use
      opening.catch(() => forget(name, opening));
      return opening;
    },
    peek: async (connection, version) => (await kept.get(nameOf(connection, version))?.catch(() => null)) ?? null,
    forget: (connection, version) => void kept.delete(nameOf(connection, version)),
  };
}

function isOlder(name: string, connection: string, version: number): boolean {
  const at = name.lastIndexOf('@');
  return name.slice(0, at) === connection && Number(name.slice(at + 1)) < version;
}

interface Surroundings {
  readonly store: Store;
  readonly env: NodeJS.ProcessEnv;
  usageOf(connection: Connection): Usage;
}

async function openOne({ store, env, usageOf }: Surroundings, id: string, version: number): Promise<Opened> {
  const stored = await store.connection(id, version);
  if (stored === null)
    throw new SyncError(
      'misconfigured',
      `version ${version} of connection ${id} is not in the database: apply its file again`,
      { system: 'tandem' },
    );
  const connection = reviveConnection(stored.document);
  const profile = profileOf(connection.profile);
  if (profile === null)
    throw new SyncError('misconfigured', `profile ${connection.profile} is not in this version of the worker`, {
      system: 'tandem',
    });
  const resolved = await resolveReferences(connection, {
    env,
    folder: stored.folder,
    readFile: (path) => readFile(path, 'utf8'),
  });
  const policy = profile.policy(connection);
  const rotated = await withRotated(store, resolved);
  const crm = await salesforce({
    settings: rotated.connection.salesforce,
    allowLoopback: connection.allowLoopback,
    objects: policy.objects,
    usage: usageOf(connection),
    lookIn: [...new Set([...policy.objects, ...Object.keys(policy.elsewhere)])],
    ...(rotated.save === null ? {} : { saveRefreshToken: rotated.save }),
  });
  const platform = openPlatform(connection.platform.kind, {
    settings: resolved.platform,
    allowLoopback: connection.allowLoopback,
    list: connection.mainList?.list ?? '',
  });
  return { connection, profile, policy, crm, platform, sides: { crm, platform }, account: accountOf(resolved) };
}

/** A refresh token the org has replaced since: the stored one counts for as long as the file gives the token it came from. */
async function withRotated(
  store: Store,
  connection: Connection,
): Promise<{ readonly connection: Connection; readonly save: ((token: string) => Promise<void>) | null }> {
  const { auth } = connection.salesforce;
  if (auth.kind !== 'refresh-token') return { connection, save: null };
  const name = `refresh-token/${createHash('sha256').update(auth.refreshToken).digest('hex').slice(0, 16)}`;
  const newer = await store.secret(connection.id, name);
  const current: SalesforceAuth = newer === null ? auth : { ...auth, refreshToken: newer };
  return {
    connection: { ...connection, salesforce: { ...connection.salesforce, auth: current } },
    save: (token) => store.saveSecret(connection.id, name, token),
  };
}

/** Which people of which account, without a secret: a Mailchimp key ends in its data centre (`-us6`), where list ids are unique. */
function accountOf({ platform, mainList }: Connection): string {
  const place = platform.baseUrl ?? /-([a-z]+\d+)$/.exec(platform.apiKey ?? '')?.[1] ?? '';
  return [platform.kind, place, mainList?.list ?? ''].join(':');
}
