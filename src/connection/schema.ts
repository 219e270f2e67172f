import { z } from 'zod';
import { count, duration, flag, oneOf, share, text } from './words.js';
import { platform } from './platformSchema.js';
import { salesforce } from './salesforceSchema.js';
import { schedule, quietHours } from './scheduleSchema.js';

const apiName = z.string({ error: 'must be the API name of a field' }).regex(/^[A-Za-z][A-Za-z0-9_]{0,79}$/, {
  error: 'must be the API name of a field of the object itself, like Title or Region__c',
});
const CONFLICT = ['salesforce', 'platform', 'newest', 'fill-blank', 'review'] as const;

export const fieldRule = z.strictObject({
  salesforce: apiName,
  platform: text,
  direction: oneOf('toSalesforce', 'toPlatform', 'twoWay'),
  conflict: oneOf(...CONFLICT).optional(),
  blank: oneOf('keeps', 'clears').optional(),
  type: oneOf('text', 'number', 'boolean', 'date', 'datetime', 'picklist', 'phone', 'email').optional(),
  values: z
    .record(z.string(), z.string({ error: 'must be a text' }), {
      error: 'must map Salesforce values to platform values',
    })
    .optional(),
  zone: text.optional(),
});

/** The connection file as written (version 1), section by section. Defaults and units are filled in by build.ts. */
export const sections = {
  version: z.literal(1, { error: 'must be 1, the only version there is' }),
  id: z
    .string({ error: 'give the connection an id, like acme-newsletter' })
    .regex(/^[a-z0-9-]{1,60}$/, { error: 'must be 1 to 60 of a-z, 0-9 and -, like acme-newsletter' }),
  profile: oneOf('main-list', 'address-books', 'engagement', 'gift-directory', 'lead-gen'),
  schedule: schedule.optional(),
  quietHours: quietHours.optional(),
  allowLoopback: flag.optional(),
  salesforce,
  platform,
  conflict: oneOf(...CONFLICT).optional(),
  fields: z
    .record(
      z.string(),
      z.array(fieldRule, {
        error: 'must be a list of rules like { salesforce: Title, platform: TITLE, direction: twoWay }',
      }),
      { error: 'must name an object and list its rules' },
    )
    .optional(),
  limits: z
    .strictObject({
      creates: share.optional(),
      updates: share.optional(),
      deletes: share.optional(),
      blankings: share.optional(),
      atLeast: count(10_000_000).optional(),
    })
    .optional(),
  deletions: z
    .strictObject({
      salesforce: z
        .enum(['ignore', 'unlink', 'delete'], {
          // R-ALL-9: Salesforce has no archive.
          error: ({ input }) =>
            input === 'archive'
              ? 'Salesforce cannot archive a person: write ignore, unlink or delete'
              : 'must be ignore, unlink or delete',
        })
        .optional(),
      platform: oneOf('ignore', 'unlink', 'archive', 'delete').optional(),
      hold: duration.optional(),
    })
    .optional(),
  alerts: z
    .strictObject({
      webhook: z.string({ error: 'must be an https address, or ${env:NAME}' }).optional(),
      inbox: count(10_000_000).optional(),
      lag: duration.optional(),
    })
    .optional(),
  unknownHold: duration.optional(),
  object: oneOf('Contact', 'Lead'),
  list: z
    .string({ error: 'must be the id of the Mailchimp audience, a text like a1b2c3' })
    .regex(/^[A-Za-z0-9]{1,40}$/, {
      error: 'must be the id of the Mailchimp audience, like a1b2c3 (Audience > Settings > Audience id)',
    }),
  fieldMapping: z.strictObject({ enabled: flag }).optional(),
} as const;

export const connectionFile = z.strictObject(sections);
export type ConnectionFile = z.infer<typeof connectionFile>;

/** Keys of the contract that belong to profiles other than main-list. */
export const KEYS_OF_OTHERS: Readonly<Record<string, string>> = {
  emailField: 'address-books',
  clearAddressBooks: 'address-books',
  leadStatus: 'address-books',
  protectedMemberStatuses: 'address-books',
  convertWhen: 'address-books',
  books: 'address-books',
  manageAsContacts: 'engagement',
  createInSalesforce: 'engagement',
  createAs: 'engagement',
  addressPreference: 'gift-directory',
  writeBackSends: 'gift-directory',
  leadScore: 'lead-gen',
  events: 'lead-gen',
  campaigns: 'lead-gen',
};
