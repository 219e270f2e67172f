import type { Connection, FieldMapping, QuietHours, SalesforceAuth, Schedule } from '../domain/connection.js';
import { PROFILES } from '../profiles/choose.js';
import type { ConnectionFile } from './schema.js';
import { msOf, shareOf } from './units.js';

/** A file that passed the schema, with defaults filled in and units converted. */
export function build(file: ConnectionFile): Connection {
  const { salesforce, platform, limits, deletions, alerts } = file;
  return {
    id: file.id,
    profile: file.profile,
    schedule: scheduleOf(file),
    allowLoopback: file.allowLoopback ?? false,
    salesforce: {
      loginUrl: new URL(salesforce.loginUrl ?? 'https://login.salesforce.com').origin,
      apiVersion:
        typeof salesforce.apiVersion === 'number'
          ? salesforce.apiVersion.toFixed(1)
          : (salesforce.apiVersion ?? '62.0'),
      auth: authOf(salesforce.auth),
      externalIdField: salesforce.externalIdField ?? null,
      filter: salesforce.filter ?? null,
      apiShare: shareOf(salesforce.apiShare ?? '50%'),
      bulkFrom: salesforce.bulkFrom ?? 2000,
      // R-ALL-12: no side effects unless asked for.
      assignmentRules: salesforce.assignmentRules ?? false,
      duplicateRules: salesforce.duplicateRules ?? 'respect',
    },
    platform: {
      kind: platform.kind,
      baseUrl: platform.baseUrl === undefined ? null : new URL(platform.baseUrl).origin,
      apiKey: 'apiKey' in platform ? platform.apiKey : null,
    },
    conflict: file.conflict ?? PROFILES[file.profile]?.conflict ?? 'salesforce',
    fields: Object.fromEntries(Object.entries(file.fields ?? {}).map(([object, rules]) => [object, rules.map(ruleOf)])),
    limits: {
      creates: shareOf(limits?.creates ?? '20%'),
      updates: shareOf(limits?.updates ?? '30%'),
      deletes: shareOf(limits?.deletes ?? '5%'),
      blankings: shareOf(limits?.blankings ?? '10%'),
      atLeast: limits?.atLeast ?? 50,
    },
    deletions: {
      salesforce: deletions?.salesforce ?? 'ignore',
      platform: deletions?.platform ?? 'ignore',
      holdMs: msOf(deletions?.hold ?? '24h'),
    },
    alerts: {
      webhook: alerts?.webhook ?? null,
      inbox: alerts?.inbox ?? null,
      lagMs: alerts?.lag === undefined ? null : msOf(alerts.lag),
    },
    unknownHoldMs: file.unknownHold === undefined ? null : msOf(file.unknownHold),
    mainList: { object: file.object, list: file.list, fieldMapping: file.fieldMapping?.enabled ?? false },
  };
}

function scheduleOf({ schedule = { every: '15m' }, quietHours }: ConnectionFile): Schedule {
  if (schedule === 'manual') return { kind: 'manual' };
  const quiet: QuietHours | null = schedule.quietHours ?? quietHours ?? null;
  return 'cron' in schedule
    ? { kind: 'cron', cron: schedule.cron, timezone: schedule.timezone, quiet }
    : { kind: 'every', ms: msOf(schedule.every), quiet };
}

function authOf(auth: ConnectionFile['salesforce']['auth']): SalesforceAuth {
  switch (auth.kind) {
    case 'jwt-bearer': {
      const { audience, ...rest } = auth;
      return { ...rest, ...(audience === undefined ? {} : { audience: new URL(audience).origin }) };
    }
    case 'refresh-token': {
      const { clientSecret, ...rest } = auth;
      return { ...rest, ...(clientSecret === undefined ? {} : { clientSecret }) };
    }
    case 'access-token':
      return { ...auth, instanceUrl: new URL(auth.instanceUrl).origin };
    case 'client-credentials':
    case 'password':
      return auth;
  }
}

function ruleOf(rule: NonNullable<ConnectionFile['fields']>[string][number]): FieldMapping {
  return {
    salesforce: rule.salesforce,
    platform: rule.platform,
    direction: rule.direction,
    conflict: rule.conflict ?? null,
    blank: rule.blank ?? 'keeps',
    type: rule.type ?? (rule.values === undefined ? null : 'picklist'),
    values: rule.values ?? null,
    zone: rule.zone ?? null,
  };
}
