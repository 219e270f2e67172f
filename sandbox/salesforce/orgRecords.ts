import type { Schema } from './schema.js';
import type { OrgSettings } from './settingShapes.js';
import type { ObjectDef, Row, Value } from './shapes.js';
import type { Table } from './table.js';

export interface Planting {
  table(object: string): Table;
  makeId(def: ObjectDef): string;
  defOf(object: string): ObjectDef;
}

/** The records an org has before anybody writes one: organization, profile, users, and those that mirror its settings. */
export interface OrgRecords {
  /** Of a new org. */
  found(): void;
  /** Id of the user of this name, made when new. */
  user(username: string, fields?: Readonly<Record<string, Value>>): string;
  userByName(username: string): Row | null;
  /** Brings users, lead statuses, record types and queues in line with the settings; what was there keeps its id. */
  apply(settings: OrgSettings, schema: Schema): void;
}

export const ADMIN = 'admin@tandem.example';

export function orgRecords(of: Planting & { now(): number }): OrgRecords {
  const { table, defOf } = of;
  const plant = (object: string, fields: Readonly<Record<string, Value>>, by?: string): Row => {
    const at = of.now();
    const id = of.makeId(defOf(object));
    const author = by ?? id;
    const row: Row = {
      ...fields,
      Id: id,
      IsDeleted: false,
      CreatedDate: at,
      CreatedById: author,
      LastModifiedDate: at,
      LastModifiedById: author,
      SystemModstamp: at,
    };
    table(object).put(row);
    return row;
  };
  /** Rows named by a key: changed where they are, made where not, gone where no longer wanted. */
  const align = (object: string, wanted: readonly Keyed[], keyOf: (row: Row) => string): void => {
    const rows = table(object);
    const old = new Map([...rows.all()].map((row) => [keyOf(row), row]));
    for (const { key, fields } of wanted) {
      const row = old.get(key);
      if (row === undefined) plant(object, fields, userByName(ADMIN)?.Id);
      else if (Object.entries(fields).some(([name, value]) => (row[name] ?? null) !== value))
        rows.put({ ...row, ...fields, SystemModstamp: of.now() });
      old.delete(key);
    }
    for (const row of old.values()) rows.drop(row.Id);
  };
  const userByName = (username: string): Row | null => table('User').find('Username', username)?.[0] ?? null;
  const user = (username: string, fields: Readonly<Record<string, Value>> = {}): string => {
    const known = userByName(username);
    if (known !== null) return known.Id;
    const profile =
      [...table('Profile').all()][0] ?? plant('Profile', { Name: 'System Administrator', UserType: 'Standard' });
    const last = username.split('@')[0] ?? username;
    return plant('User', {
      Username: username.slice(0, 80),
      LastName: last.slice(0, 80),
      Name: last.slice(0, 121),
      Alias: last.slice(0, 8),
      Email: username.includes('@') ? username.slice(0, 80) : 'user@tandem.example',
      IsActive: true,
      UserType: 'Standard',
      TimeZoneSidKey: 'GMT',
      LocaleSidKey: 'en_US',
      EmailEncodingKey: 'UTF-8',
      LanguageLocaleKey: 'en_US',
      ProfileId: profile.Id,
      UserPermissionsMarketingUser: true,
      ...fields,
    }).Id;
  };
  const applyUsers = ({ users }: OrgSettings, schema: Schema): void => {
    const view = schema.object('User');
    for (const { username, fields: given, permissions } of users) {
      const fields = Object.fromEntries(
        Object.entries({ ...given, UserPermissionsMarketingUser: permissions.marketingUser ?? true }).flatMap(
          ([name, value]) => {
            const field = view?.field(name);
            return field === null || field === undefined || !isValue(value) ? [] : [[field.name, value] as const];
          },
        ),
      );
      const row = table('User').get(user(username, fields));
      if (row !== null && Object.entries(fields).some(([name, value]) => row[name] !== value))
        table('User').put({ ...row, ...fields });
    }
  };

  return {
    found: () => {
      const admin = user(ADMIN, { LastName: 'Administrator', Name: 'Administrator' });
      plant(
        'Organization',
        {
          Name: 'Tandem Sandbox',
          OrganizationType: 'Enterprise Edition',
          InstanceName: 'SBX1',
          IsSandbox: true,
          TimeZoneSidKey: 'GMT',
          LanguageLocaleKey: 'en_US',
          DefaultLocaleSidKey: 'en_US',
          FiscalYearStartMonth: 1,
        },
        admin,
      );
    },
    user,
    userByName,
    apply: (settings, schema) => {
      applyUsers(settings, schema);
      align('LeadStatus', settings.leadStatuses.map(leadStatusRow), (row) => String(row['ApiName']));
      align(
        'RecordType',
        settings.recordTypes.map(recordTypeRow),
        (row) => `${String(row['SobjectType'])}.${String(row['DeveloperName'])}`,
      );
      align(
        'Group',
        settings.queues.map((name) => ({
          key: name,
          fields: { Name: name, DeveloperName: name.replace(/\W+/g, '_'), Type: 'Queue' },
        })),
        (row) => String(row['Name']),
      );
    },
  };
}

interface Keyed {
  readonly key: string;
  readonly fields: Readonly<Record<string, Value>>;
}

const leadStatusRow = (status: OrgSettings['leadStatuses'][number], at: number): Keyed => ({
  key: status.label,
  fields: {
    MasterLabel: status.label,
    ApiName: status.label,
    SortOrder: at + 1,
    IsDefault: status.default,
    IsConverted: status.converted,
  },
});

const recordTypeRow = (one: OrgSettings['recordTypes'][number]): Keyed => ({
  key: `${one.object}.${one.developerName}`,
  fields: { Name: one.name, DeveloperName: one.developerName, SobjectType: one.object, IsActive: one.active },
});

const isValue = (value: unknown): value is Value =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value);
