import type { PlatformKind } from '../domain/connection.js';
import { SyncError } from '../domain/faults.js';
import type { Platform } from '../ports/platform.js';
import { mailchimp, type MailchimpOptions } from './mailchimp/mailchimp.js';

/** What adapters are made from; each takes what it needs. */
export type PlatformOptions = MailchimpOptions;

const OPENERS: Readonly<Partial<Record<PlatformKind, (options: PlatformOptions) => Platform>>> = { mailchimp };

/** The one place that chooses a platform. Makes no call. Throws SyncError `misconfigured` for a kind this version does not carry. */
export function openPlatform(kind: PlatformKind, options: PlatformOptions): Platform {
  const open = OPENERS[kind];
  if (open === undefined)
    throw new SyncError('misconfigured', `this version does not carry the platform ${kind}`, { system: kind });
  return open(options);
}
