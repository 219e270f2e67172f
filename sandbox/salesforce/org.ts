import type { Kit } from '../kit/types.js';
import { makeId, normaliseId } from './ids.js';
import { buildSchema, OBJECTS, type ObjectView, type Schema } from './schema.js';
import { DEFAULT_SETTINGS, mergeSettings, type OrgSettings } from './settings.js';
import type { ObjectDef, Row, Value } from './shapes.js';
import { createTable, type Table } from './table.js';

/** Rows written by a transaction that has not committed yet: nobody sees them before `at` (epoch ms). */
export interface LateCommit {
  readonly at: number;
  readonly rows: readonly (readonly [string, Row])[];
}

/** An auto-response or assignment mail the org would have sent. */
export interface Mail {
  readonly kind: 'assignment' | 'auto-response' | 'conversion';
  readonly to: string;
  readonly record: string;
  readonly at: string;
}

/** The state of one org: settings, records, and what hangs on them. */
export interface Org {
  readonly kit: Kit;
  readonly settings: OrgSettings;
  readonly schema: Schema;
  readonly mails: Mail[];
  readonly locks: Map<string, number>;
  /** Epoch ms in whole seconds: Salesforce stamps no finer. */
  now(): number;
  table(object: string): Table;
  /** The record an id of 15 or 18 characters names, deleted or not. */
  byId(id: string): { readonly view: ObjectView; readonly row: Row } | null;
  makeId(def: ObjectDef): string;
  /** Id of the user of this name, made when new. */
  user(username: string): string;
  userByName(username: string): Row | null;
  change(settings: unknown): void;
  /** Makes late commits visible whose time has come. */
  settle(): void;
  commitLate(late: LateCommit): void;
  /** Whether a transaction that has not committed holds the record. */
  held(id: string): boolean;
  reset(): void;
  save(): unknown;
  load(state: unknown): void;
}

export const ADMIN = 'admin@tandem.example';

export function createOrg(kit: Kit): Org {
  let settings = DEFAULT_SETTINGS;
  let schema = buildSchema(settings);
  let tables = new Map<string, Table>();
  let counter = 0;
  let late: LateCommit[] = [];
  const mails: Mail[] = [];
  const locks = new Map<string, number>();

  const now = (): number => Math.floor(kit.clock.now() / 1000) * 1000;
  const table = (object: string): Table => {
    const found = tables.get(object);
    if (found !== undefined) return found;
    const view = schema.object(object);
    const made = createTable(view === null ? [] : indexedFields(view));
    tables.set(object, made);
    return made;
  };
  const newId = (def: ObjectDef): string => {
    counter += 1;
    return makeId(def.keyPrefix, counter);
  };
  const plant = (def: ObjectDef, fields: Readonly<Record<string, Value>>, by?: string): Row => {
    const at = now();
    const id = newId(def);
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
    table(def.name).put(row);
    return row;
  };
  const defOf = (name: string): ObjectDef => OBJECTS.find((one) => one.name === name) as ObjectDef;

  const userByName = (username: string): Row | null => table('User').find('Username', username)?.[0] ?? null;
  const user = (username: string, fields: Readonly<Record<string, Value>> = {}): string => {
    const known = userByName(username);
    if (known !== null) return known.Id;
    const profile =
      [...table('Profile').all()][0] ?? plant(defOf('Profile'), { Name: 'System Administrator', UserType: 'Standard' });
    const last = username.split('@')[0] ?? username;
    return plant(defOf('User'), {
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

  const applySettings = (next: OrgSettings): void => {
    settings = next;
    schema = buildSchema(settings);
    for (const view of schema.objects) {
      const existing = tables.get(view.def.name);
      if (existing !== undefined) for (const field of indexedFields(view)) existing.index(field);
    }
    for (const one of settings.users) {
      const { username, ...given } = one;
      const view = schema.object('User');
      const fields = Object.fromEntries(
        Object.entries(given).flatMap(([name, value]) => {
          const field = view?.field(name);
          return field === null || field === undefined || !isValue(value) ? [] : [[field.name, value] as const];
        }),
      );
      const id = user(username, fields);
      const row = table('User').get(id);
      if (row !== null) table('User').put({ ...row, ...fields });
    }
    const statuses = table('LeadStatus');
    for (const row of statuses.all()) statuses.drop(row.Id);
    settings.leadStatuses.forEach((status, at) =>
      plant(defOf('LeadStatus'), {
        MasterLabel: status.label,
        ApiName: status.label,
        SortOrder: at + 1,
        IsDefault: status.default,
        IsConverted: status.converted,
      }),
    );
  };

  const reset = (): void => {
    tables = new Map();
    counter = 0;
    late = [];
    mails.length = 0;
    locks.clear();
    settings = DEFAULT_SETTINGS;
    schema = buildSchema(settings);
    const admin = user(ADMIN, { LastName: 'Administrator', Name: 'Administrator' });
    plant(
      defOf('Organization'),
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
    applySettings(settings);
  };

  const org: Org = {
    kit,
    get settings() {
      return settings;
    },
    get schema() {
      return schema;
    },
    mails,
    locks,
    now,
    table,
    byId: (id) => {
      const full = normaliseId(id);
      const view = full === null ? null : schema.owning(full);
      const row = full === null || view === null ? null : table(view.def.name).get(full);
      return row === null || view === null ? null : { view, row };
    },
    makeId: newId,
    user: (username) => user(username),
    userByName,
    change: (given) => applySettings(mergeSettings(settings, given)),
    settle: () => {
      if (late.length === 0) return;
      const due = late.filter((one) => one.at <= kit.clock.now());
      if (due.length === 0) return;
      late = late.filter((one) => !due.includes(one));
      for (const one of due) for (const [object, row] of one.rows) table(object).put(row);
    },
    commitLate: (one) => {
      late.push(one);
    },
    held: (id) => late.some((one) => one.rows.some(([, row]) => row.Id === id)),
    reset,
    save: () => ({ v: 1, counter, settings, tables: [...tables].map(([name, one]) => [name, [...one.all()]]) }),
    load: (state) => {
      // Written by `save` of this version; anything else is not ours to mend.
      const saved = state as { v: number; counter: number; settings: OrgSettings; tables: [string, Row[]][] };
      if (saved.v !== 1) throw new Error('saved by another version of the sandbox');
      reset();
      tables = new Map();
      settings = saved.settings;
      schema = buildSchema(settings);
      counter = saved.counter;
      for (const [name, rows] of saved.tables) for (const row of rows) table(name).put(row);
    },
  };
  reset();
  return org;
}

/** References to users are not asked for often enough to be worth an index. */
function indexedFields(view: ObjectView): readonly string[] {
  return view.fields
    .filter(
      (one) =>
        (one.type === 'reference' ? !one.referenceTo.includes('User') : one.idLookup || one.unique) &&
        one.name !== 'Id',
    )
    .map((one) => one.name);
}

const isValue = (value: unknown): value is Value =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value);
