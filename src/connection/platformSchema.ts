import { z } from 'zod';
import { openOrSecret, secret, url } from './words.js';

/** Each platform's own keys. All are known here, so that a file for a later version gets one clear answer instead of ten. */
export const PLATFORMS = {
  mailchimp: z.strictObject({ kind: z.literal('mailchimp'), baseUrl: url.optional(), apiKey: secret }),
  dotdigital: z.strictObject({
    kind: z.literal('dotdigital'),
    baseUrl: url.optional(),
    user: openOrSecret,
    password: secret,
    region: z.string().optional(),
  }),
  apollo: z.strictObject({ kind: z.literal('apollo'), baseUrl: url.optional(), apiKey: secret }),
  sharpspring: z.strictObject({
    kind: z.literal('sharpspring'),
    baseUrl: url.optional(),
    accountId: openOrSecret,
    secretKey: secret,
  }),
  directory: z.strictObject({ kind: z.literal('directory'), baseUrl: url.optional(), apiKey: secret }),
} as const;

export const platform = z.discriminatedUnion(
  'kind',
  [PLATFORMS.mailchimp, PLATFORMS.dotdigital, PLATFORMS.apollo, PLATFORMS.sharpspring, PLATFORMS.directory],
  {
    error: ({ input }) =>
      input === undefined
        ? 'is missing: say which platform, with kind and its credentials'
        : `must have a kind: ${Object.keys(PLATFORMS).join(', ')}`,
  },
);
