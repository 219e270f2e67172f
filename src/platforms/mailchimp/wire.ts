import { z } from 'zod';

/** Replies as far as they are read: strict on what the adapter builds on, blind to the rest. Source: Marketing API 3.0 (spec 3.0.90). */

const stamp = z.string().transform((text, context) => {
  const at = Date.parse(text);
  if (Number.isNaN(at)) context.addIssue({ code: 'custom', message: 'not a time' });
  return at;
});
/** `''` for never. */
const maybeStamp = z
  .string()
  .default('')
  .transform((text) => (Number.isNaN(Date.parse(text)) ? null : Date.parse(text)));

/** Whole seconds in every stamp: see page.ts. */
export const MEMBER_FIELDS = [
  'contact_id',
  'email_address',
  'status',
  'last_changed',
  'timestamp_opt',
  'timestamp_signup',
] as const;

export const member = z.object({
  contact_id: z.string().min(1),
  email_address: z.string(),
  status: z.string(),
  last_changed: stamp,
  timestamp_opt: maybeStamp,
  timestamp_signup: maybeStamp,
  merge_fields: z.record(z.string(), z.unknown()).default({}),
});
export type Member = z.infer<typeof member>;

export const listing = z.object({ members: z.array(member), total_items: z.number().int().nonnegative() });

export const brief = z.object({
  members: z.array(z.object({ contact_id: z.string().min(1), email_address: z.string(), last_changed: stamp })),
  total_items: z.number().int().nonnegative(),
});

export const batch = z.object({
  new_members: z.array(member),
  errors: z.array(
    z.object({
      email_address: z.string().default(''),
      error: z.string().default(''),
      error_code: z.string().default('ERROR_GENERIC'),
      field: z.string().default(''),
    }),
  ),
});

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
