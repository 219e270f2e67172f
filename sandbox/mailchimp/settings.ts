import { isObject } from './memberBody.js';

/** What `POST /mailchimp/settings` may change. */
export interface Settings {
  /** Calls in flight at once per API key. Source: Marketing API, "Fundamentals", throttling: 10. */
  readonly connections: number;
  /** Calls in one minute per API key; null: any number. Mailchimp states none but refuses floods. */
  readonly callsPerMinute: number | null;
  /** What too many calls in a minute are answered with: `403` is the bare page without JSON. */
  readonly flood: 403 | 429;
  /** Whether `since_last_changed` takes in its own second. The document says "after". */
  readonly sinceInclusive: boolean;
  /** Merge fields a list may have. */
  readonly mergeFields: number;
}

export const DEFAULTS: Settings = {
  connections: 10,
  callsPerMinute: null,
  flood: 403,
  sinceInclusive: false,
  mergeFields: 80,
};

const positive = (value: unknown) => typeof value === 'number' && Number.isInteger(value) && value > 0;
const CHECKS: Readonly<Record<keyof Settings, readonly [fits: (value: unknown) => boolean, wanted: string]>> = {
  connections: [positive, 'a whole number above 0'],
  callsPerMinute: [(value) => value === null || positive(value), 'a whole number above 0, or null'],
  flood: [(value) => value === 403 || value === 429, '403 or 429'],
  sinceInclusive: [(value) => typeof value === 'boolean', 'true or false'],
  mergeFields: [positive, 'a whole number above 0'],
};

/** @throws Error naming the field and what it must be */
export function withSettings(settings: Settings, given: unknown): Settings {
  if (!isObject(given)) throw new Error('body: must be an object');
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(CHECKS, name)) throw new Error(`${name}: unknown; known are ${Object.keys(CHECKS).join(', ')}`);
    const [fits, wanted] = CHECKS[name as keyof Settings];
    if (!fits(value)) throw new Error(`${name}: must be ${wanted}`);
  }
  return { ...settings, ...(given as Partial<Settings>) };
}
