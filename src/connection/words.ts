import { z } from 'zod';

/** Leaves shared by the sections of a connection file. They check the file as written; nothing is converted here. */

const REFERENCE = /^\$\{(?:env:[A-Za-z_][A-Za-z0-9_]*|file:[^}\n]+)\}$/;
/** Never handed to another system: they open our own. */
const OURS = /^\$\{env:(?:DATABASE_URL|TEMPORAL_[A-Za-z0-9_]*)\}$/i;

/** The only way to give a secret. The reason never repeats what was written: it may be the secret. */
export const secret = z
  .string({ error: 'write ${env:NAME} or ${file:PATH} here: secrets stay out of the file' })
  .regex(REFERENCE, { error: 'write ${env:NAME} or ${file:PATH} here, not the secret itself' })
  .refine((text) => !OURS.test(text), {
    error: 'DATABASE_URL and TEMPORAL_* are never handed to another system: use a variable of its own',
  });

/** No secret by itself: literal or reference. */
export const openOrSecret = z
  .string({ error: 'must be a text, or ${env:NAME} or ${file:PATH}' })
  .min(1, { error: 'must not be empty' })
  .refine((text) => !text.includes('${') || REFERENCE.test(text), {
    error: 'a reference is exactly ${env:NAME} or ${file:PATH}, with nothing around it',
  })
  .refine((text) => !OURS.test(text), {
    error: 'DATABASE_URL and TEMPORAL_* are never handed to another system: use a variable of its own',
  });

export const text = z.string({ error: 'must be a text' }).trim().min(1, { error: 'must not be empty' });
export const flag = z.boolean({ error: 'must be true or false' });

export const count = (most: number) =>
  z
    .int({ error: 'must be a whole number' })
    .min(0, { error: 'must be 0 or more' })
    .max(most, { error: `must be at most ${most}` });

/** A share: `50%`, or a number from 0 to 1. */
export const share = z.union(
  [
    z
      .string()
      .regex(/^\d{1,3}(?:\.\d+)?%$/)
      .refine((written) => Number.parseFloat(written) <= 100, { error: 'must be a share like 20%, from 0% to 100%' }),
    z.number().min(0).max(1),
  ],
  { error: 'must be a share like 20%, from 0% to 100%' },
);

export const DURATION = /^(\d{1,6})(s|m|h|d)$/;
export const duration = z
  .string({ error: 'must be a duration like 30s, 15m, 2h or 1d' })
  .regex(DURATION, { error: 'must be a duration like 30s, 15m, 2h or 1d' });

/** A closed choice; the reason lists it. */
export const oneOf = <const T extends readonly [string, ...string[]]>(...words: T) =>
  z.enum(words, { error: `must be ${words.slice(0, -1).join(', ')}${words.length > 1 ? ' or ' : ''}${words.at(-1)}` });

export const url = z
  .string({ error: 'must be an address like https://acme.my.salesforce.com' })
  .refine((written) => URL.canParse(written), { error: 'must be an address like https://acme.my.salesforce.com' });
