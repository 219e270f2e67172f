import { z } from 'zod';
import { count, flag, oneOf, openOrSecret, secret, share, text, url } from './words.js';

/** Ways to sign in to an org, by kind. */
export const AUTHS = {
  'jwt-bearer': z.strictObject({
    kind: z.literal('jwt-bearer'),
    clientId: openOrSecret,
    username: openOrSecret,
    privateKey: secret,
    audience: url.optional(),
  }),
  'refresh-token': z.strictObject({
    kind: z.literal('refresh-token'),
    clientId: openOrSecret,
    clientSecret: secret.optional(),
    refreshToken: secret,
  }),
  'client-credentials': z.strictObject({
    kind: z.literal('client-credentials'),
    clientId: openOrSecret,
    clientSecret: secret,
  }),
  password: z.strictObject({ kind: z.literal('password'), username: openOrSecret, password: secret }),
  'access-token': z.strictObject({ kind: z.literal('access-token'), accessToken: secret, instanceUrl: url }),
} as const;

const apiVersion = z.union([z.string().regex(/^\d{2,3}\.0$/), z.int().min(50).max(999)], {
  error: 'must be a version like "62.0"',
});

/** A condition goes into WHERE (…): it must not be able to leave its parentheses. */
export function isClosed(condition: string): boolean {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < condition.length; at += 1) {
    const sign = condition[at];
    if (quoted) {
      if (sign === '\\') at += 1;
      else if (sign === "'") quoted = false;
    } else if (sign === "'") quoted = true;
    else if (sign === '(') depth += 1;
    else if (sign === ')') depth -= 1;
    if (depth < 0) return false;
  }
  return depth === 0 && !quoted;
}

export const salesforce = z.strictObject(
  {
    loginUrl: url.optional(),
    apiVersion: apiVersion.optional(),
    auth: z.discriminatedUnion(
      'kind',
      [AUTHS['jwt-bearer'], AUTHS['refresh-token'], AUTHS['client-credentials'], AUTHS.password, AUTHS['access-token']],
      {
        error: `must have a kind: ${Object.keys(AUTHS).join(', ')}`,
      },
    ),
    externalIdField: z
      .string({ error: 'must be the API name of a field' })
      .regex(/^[A-Za-z]\w{0,79}$/, { error: 'must be the API name of an external id field, like Tandem_Id__c' })
      .optional(),
    filter: text
      .refine(isClosed, { error: 'must be one complete SOQL condition: its quotes and parentheses do not match' })
      .optional(),
    apiShare: share.optional(),
    bulkFrom: count(10_000_000).min(1, { error: 'must be 1 or more' }).optional(),
    assignmentRules: flag.optional(),
    duplicateRules: oneOf('respect', 'allow').optional(),
  },
  {
    error: ({ input }) =>
      input === undefined ? 'is missing: say how to reach the org, with at least auth' : undefined,
  },
);
