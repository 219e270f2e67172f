import { z } from 'zod';
import type { Connection } from '../domain/connection.js';
import { SyncError } from '../domain/faults.js';
import { hostProblem } from './hosts.js';

const quiet = z.strictObject({ from: z.string(), to: z.string(), timezone: z.string() }).nullable();
const conflict = z.enum(['salesforce', 'platform', 'newest', 'fill-blank', 'review']);
const rule = z.strictObject({
  salesforce: z.string(),
  platform: z.string(),
  direction: z.enum(['toSalesforce', 'toPlatform', 'twoWay']),
  conflict: conflict.nullable(),
  blank: z.enum(['keeps', 'clears']),
  type: z.enum(['text', 'number', 'boolean', 'date', 'datetime', 'picklist', 'phone', 'email']).nullable(),
  values: z.record(z.string(), z.string()).nullable(),
  zone: z.string().nullable(),
});
const auth = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('jwt-bearer'),
    clientId: z.string(),
    username: z.string(),
    privateKey: z.string(),
    audience: z.string().exactOptional(),
  }),
  z.strictObject({
    kind: z.literal('refresh-token'),
    clientId: z.string(),
    clientSecret: z.string().exactOptional(),
    refreshToken: z.string(),
  }),
  z.strictObject({ kind: z.literal('client-credentials'), clientId: z.string(), clientSecret: z.string() }),
  z.strictObject({ kind: z.literal('password'), username: z.string(), password: z.string() }),
  z.strictObject({ kind: z.literal('access-token'), accessToken: z.string(), instanceUrl: z.string() }),
]);

const stored = z.strictObject({
  id: z.string(),
  profile: z.enum(['main-list', 'address-books', 'engagement', 'gift-directory', 'lead-gen']),
  schedule: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('every'), ms: z.number().positive(), quiet }),
    z.strictObject({ kind: z.literal('cron'), cron: z.string(), timezone: z.string(), quiet }),
    z.strictObject({ kind: z.literal('manual') }),
  ]),
  allowLoopback: z.boolean(),
  salesforce: z.strictObject({
    loginUrl: z.string(),
    apiVersion: z.string(),
    auth,
    externalIdField: z.string().nullable(),
    filter: z.string().nullable(),
    apiShare: z.number(),
    bulkFrom: z.number(),
    assignmentRules: z.boolean(),
    duplicateRules: z.enum(['respect', 'allow']),
  }),
  platform: z.strictObject({
    kind: z.enum(['mailchimp', 'dotdigital', 'apollo', 'sharpspring', 'directory']),
    baseUrl: z.string().nullable(),
    apiKey: z.string().nullable(),
  }),
  conflict,
  fields: z.record(z.string(), z.array(rule)),
  limits: z.strictObject({
    creates: z.number(),
    updates: z.number(),
    deletes: z.number(),
    blankings: z.number(),
    atLeast: z.number(),
  }),
  deletions: z.strictObject({
    salesforce: z.enum(['ignore', 'unlink', 'delete']),
    platform: z.enum(['ignore', 'unlink', 'archive', 'delete']),
    holdMs: z.number(),
  }),
  alerts: z.strictObject({
    webhook: z.string().nullable(),
    inbox: z.number().nullable(),
    lagMs: z.number().nullable(),
  }),
  unknownHoldMs: z.number().nullable(),
  mainList: z
    .strictObject({ object: z.enum(['Contact', 'Lead']), list: z.string(), fieldMapping: z.boolean() })
    .nullable(),
}) satisfies z.ZodType<Connection>;

/** A stored document, trusted no further than a file: its shape, and the hosts credentials would go to, are checked again. Throws SyncError `misconfigured`. */
export function reviveConnection(document: unknown): Connection {
  const parsed = stored.safeParse(document);
  if (!parsed.success) throw unreadable(`it has no readable ${parsed.error.issues[0]?.path.join('.') ?? 'shape'}`);
  const connection: Connection = parsed.data;
  const { loginUrl, auth: signIn } = connection.salesforce;
  const addresses = [
    ['salesforce', loginUrl],
    ...(signIn.kind === 'access-token' ? [['salesforce', signIn.instanceUrl] as const] : []),
    ...(connection.platform.baseUrl === null ? [] : [[connection.platform.kind, connection.platform.baseUrl] as const]),
  ] as const;
  for (const [system, address] of addresses) {
    const problem = hostProblem(system, address, connection.allowLoopback);
    if (problem !== null) throw unreadable(`an address of ${system} ${problem}`);
  }
  return connection;
}

function unreadable(why: string): SyncError {
  return new SyncError(
    'misconfigured',
    `the stored connection is not one of this program: ${why}; apply its file again`,
    { system: 'tandem' },
  );
}
