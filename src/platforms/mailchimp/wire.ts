import { z } from 'zod';

/** Replies that are few: strict on what the adapter builds on, blind to the rest. Source: Marketing API 3.0 (spec 3.0.90). Members: memberShape.ts. */

/** Whole seconds in every stamp: see page.ts. */
export const MEMBER_FIELDS = [
  'contact_id',
  'email_address',
  'status',
  'last_changed',
  'timestamp_opt',
  'timestamp_signup',
  'ip_opt',
  'ip_signup',
] as const;

export const mergeFields = z.object({
  merge_fields: z.array(
    z.object({
      tag: z.string().min(1),
      type: z.string(),
      required: z.boolean().default(false),
      default_value: z.string().default(''),
      options: z.object({ choices: z.array(z.string()).optional() }).default({}),
    }),
  ),
});

export const found = z.object({ contact_id: z.string().min(1) });
export const anything = z.unknown();

/** `application/problem+json`. */
export const problem = z.object({
  title: z.string(),
  detail: z.string().default(''),
  errors: z.array(z.object({ field: z.string().default(''), message: z.string().default('') })).default([]),
});
export type Problem = z.infer<typeof problem>;
