import type { Kit } from '../kit/types.js';
import { makeId, normaliseId } from './ids.js';
import { plantMetadata } from './metadataRows.js';
import { orgRecords } from './orgRecords.js';
import { buildSchema, type ObjectView, type Schema } from './schema.js';
import { DEFAULT_SETTINGS, mergeSettings } from './settings.js';
import type { ObjectAction, OrgSettings, Permission, UserSetting } from './settingShapes.js';
import type { ObjectDef, Row } from './shapes.js';
import { isZone } from './soql/calendar.js';
import type { Held } from './transaction.js';
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
  /** As the acting user sees it: field-level security may hide fields from some. */
  readonly schema: Schema;
  /** Time zone of the acting user. */
  readonly zone: string;
  readonly mails: Mail[];
  /** Until when (epoch ms) a record is held, and by whom. */
  readonly locks: Map<string, { readonly until: number; readonly holder: object }>;
  /** Where transactions wait that a composite call may still undo; null outside of one. */
  outer: Held[] | null;
  /** Epoch ms in whole seconds: Salesforce stamps no finer. */
  now(): number;
  table(object: string): Table;
  /** The record an id of 15 or 18 characters names, deleted or not. */
  byId(id: string): { readonly view: ObjectView; readonly row: Row } | null;
  makeId(def: ObjectDef): string;
  /** The next number of an auto-number field: 1, 2, … */
  nextNumber(field: string): number;
  /** Id of the user of this name, made when new. */
  user(username: string): string;
  userByName(username: string): Row | null;
  /** Runs one call as this user; the acting user is nobody in particular outside of it. */
  act<T>(username: string, call: () => T): T;
  /** Whether the acting user's profile lets them. */
  may(object: string, action: ObjectAction): boolean;
  permitted(permission: Permission): boolean;
  change(settings: unknown): void;
  /** Makes late commits visible whose time has come, and empties the bin of what was deleted 15 days ago. */
  settle(): void;
  /** Where the oldest transaction that has not committed began (epoch ms); now, when there is none. */
  oldestOpen(): number;
  commitLate(late: LateCommit): void;
  /** Whether a transaction that has not committed holds the record. */
  held(id: string): boolean;
  reset(): void;
  /** Everything as JSON-able parts: an org of a million records is no one text. */
  save(): Iterable<unknown>;
  load(parts: Iterable<unknown>): void;
}

/** Deleted records stay this long. Source: help "Recycle Bin". */
const BIN_MS = 15 * 86_400_000;
const PURGE_EVERY = 3_600_000;

export function createOrg(kit: Kit): Org {
  let settings = DEFAULT_SETTINGS;
  let schema = buildSchema(settings, null);
  /** Only of users from whom fields are hidden. */
  let perUser = new Map<string, Schema>();
  let isPersonal = false;
  let acting: string | null = null;
  let nextPurge = 0;
  let numbers: Readonly<Record<string, number>> = {};
  let tables = new Map<string, Table>();
  let counter = 0;
  let late: LateCommit[] = [];
  const mails: Mail[] = [];
  const locks: Org['locks'] = new Map();

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
  const defOf = (name: string): ObjectDef => schema.object(name)?.def as ObjectDef;
  const records = orgRecords({ now, table, makeId: newId, defOf });

  const take = (next: OrgSettings): void => {
    settings = next;
    schema = buildSchema(settings, null);
    perUser = new Map();
    isPersonal = [...settings.hiddenFields, ...settings.readOnlyFields].some((one) => one.users !== null);
  };
  const applySettings = (next: OrgSettings): void => {
    take(next);
    for (const view of schema.objects) {
      const existing = tables.get(view.def.name);
      if (existing !== undefined) for (const field of indexedFields(view)) existing.index(field);
    }
    records.apply(settings, schema);
    plantMetadata(schema, { table, makeId: newId, defOf });
  };
  const schemaNow = (): Schema => {
    if (acting === null || !isPersonal) return schema;
    const known = perUser.get(acting);
    if (known !== undefined) return known;
    const made = buildSchema(settings, acting);
    perUser.set(acting, made);
    return made;
  };
  const userSetting = (): UserSetting | undefined =>
    acting === null ? undefined : settings.users.find((one) => one.username.toLowerCase() === acting?.toLowerCase());
  const purge = (): void => {
    if (kit.clock.now() < nextPurge) return;
    nextPurge = kit.clock.now() + PURGE_EVERY;
    const before = kit.clock.now() - BIN_MS;
    for (const one of tables.values()) for (const row of one.binned(before)) one.drop(row.Id);
  };

  const reset = (): void => {
    tables = new Map();
    counter = 0;
    late = [];
    mails.length = 0;
    locks.clear();
    acting = null;
    nextPurge = 0;
    numbers = {};
    take(DEFAULT_SETTINGS);
    records.found();
    applySettings(settings);
  };

  const org: Org = {
    kit,
    get settings() {
      return settings;
    },
    get schema() {
      return schemaNow();
    },
    get zone() {
      const zone = acting === null ? null : records.userByName(acting)?.['TimeZoneSidKey'];
      return typeof zone === 'string' && isZone(zone) ? zone : 'GMT';
    },
    act: (username, call) => {
      const before = acting;
      acting = username;
      try {
        return call();
      } finally {
        acting = before;
      }
    },
    may: (object, action) => userSetting()?.objects[object.toLowerCase()]?.includes(action) ?? true,
    permitted: (permission) => userSetting()?.permissions[permission] ?? true,
    mails,
    locks,
    outer: null,
    now,
    table,
    byId: (id) => {
      const full = normaliseId(id);
      const view = full === null ? null : schema.owning(full);
      const row = full === null || view === null ? null : table(view.def.name).get(full);
      return row === null || view === null ? null : { view, row };
    },
    makeId: newId,
    nextNumber: (field) => {
      const next = (numbers[field] ?? 0) + 1;
      numbers = { ...numbers, [field]: next };
      return next;
    },
    user: (username) => records.user(username),
    userByName: records.userByName,
    change: (given) => applySettings(mergeSettings(settings, given)),
    oldestOpen: () =>
      Math.min(kit.clock.now(), ...late.flatMap((one) => one.rows.map(([, row]) => row.SystemModstamp))),
    settle: () => {
      purge();
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
    save: function* () {
      yield { v: 2, counter, numbers, settings };
      for (const [name, one] of tables) for (const row of one.all()) yield [name, row];
      for (const one of late) yield { at: one.at, rows: one.rows };
    },
    load: (parts) => {
      reset();
      tables = new Map();
      for (const part of parts) {
        if (Array.isArray(part)) {
          const [name, row] = part as [string, Row];
          table(name).put(row);
        } else if (typeof part === 'object' && part !== null && 'v' in part) {
          const saved = part as {
            readonly v: number;
            readonly counter: number;
            readonly numbers: typeof numbers;
            readonly settings: OrgSettings;
          };
          // Anything else is not ours to mend.
          if (saved.v !== 2) throw new Error('saved by another version of the sandbox');
          take(saved.settings);
          counter = saved.counter;
          numbers = saved.numbers;
        } else late.push(part as LateCommit);
      }
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
