import { LEAD_STATUSES } from './objects/picklists.js';
import { READERS, record } from './settingReaders.js';
import type { OrgSettings } from './settingShapes.js';

export const DEFAULT_SETTINGS: OrgSettings = {
  leadStatuses: LEAD_STATUSES,
  customObjects: [],
  customFields: [],
  requiredFields: [],
  validationRules: [],
  duplicateRules: [],
  assignmentRules: [],
  personAccounts: false,
  dailyApiRequests: 1_000_000,
  // Source: Salesforce Developer Limits, API Request Limits: 25 for orgs in production, calls of 20 s and more.
  concurrentApiRequests: 25,
  longCallMs: 20_000,
  picklists: [],
  recordTypes: [],
  queues: [],
  hiddenFields: [],
  readOnlyFields: [],
  removedFields: [],
  users: [],
  lockMs: 0,
  lockWaitMs: 0,
  bulkBatchMs: 0,
  bulkFailAfter: null,
};

/**
 * Custom fields, custom objects, queues and users are added to those that exist (same name: replaced); every other setting given replaces the old one.
 * Throws Error with a readable text on a setting that cannot be.
 */
export function mergeSettings(old: OrgSettings, body: unknown): OrgSettings {
  let merged = old;
  for (const [name, value] of Object.entries(record(body, 'settings'))) {
    const read = Object.hasOwn(READERS, name) ? READERS[name] : undefined;
    if (read === undefined) throw new Error(`unknown setting ${name}`);
    merged = { ...merged, ...read(value, merged) };
  }
  return merged;
}
