import { z } from 'zod';
import type { FaultSpec } from '../kit/types.js';
import type { SeedWish } from './seedPlan.js';

const count = z.int().min(0).max(1_000_000).default(0);
const share = z.number().min(0).max(1).default(0);
const system = z.enum(['salesforce', 'mailchimp', 'dotdigital', 'apollo', 'sharpspring']);

export const seedBody: z.ZodType<SeedWish> = z.strictObject({
  leads: count,
  contacts: count,
  accounts: count,
  campaigns: count,
  opportunities: count,
  members: z
    .strictObject({ mailchimp: count, dotdigital: count, apollo: count, sharpspring: count })
    .partial()
    .default({}),
  overlap: share,
  oddities: share,
  seed: z.int().min(0).default(1),
}) as unknown as z.ZodType<SeedWish>;

export const faultBody: z.ZodType<FaultSpec> = z.strictObject({
  system,
  match: z
    .strictObject({
      method: z.string(),
      path: z.string(),
      op: z.string(),
      entity: z.string(),
      key: z.string(),
      client: z.string(),
    })
    .partial()
    .optional(),
  kind: z.enum([
    'status',
    'lost-answer',
    'late-answer',
    'cut-upload',
    'hang',
    'slow',
    'row-error',
    'late-commit',
    'expire-session',
    'html-200',
    'truncate',
  ]),
  status: z.int().min(200).max(599).optional(),
  code: z.string().optional(),
  location: z.string().optional(),
  retryAfterS: z.number().min(0).optional(),
  delayMs: z.number().min(0).optional(),
  bytes: z.int().min(0).optional(),
  times: z.int().min(0).optional(),
  rate: z.number().min(0).max(1).optional(),
  seed: z.int().min(0).optional(),
}) as unknown as z.ZodType<FaultSpec>;

export const clockBody = z.strictObject({ advanceS: z.number().min(0) });

export interface Wrong {
  readonly path: string;
  readonly reason: string;
}

/** Thrown by control calls; answered with 400 and the problems. */
export class BadBody extends Error {
  constructor(readonly problems: readonly Wrong[]) {
    super('bad body');
  }
}

export function parsed<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body ?? {});
  if (result.success) return result.data;
  throw new BadBody(result.error.issues.map(({ path, message }) => ({ path: path.join('.'), reason: message })));
}
