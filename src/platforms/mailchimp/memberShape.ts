/** What an answer is read with; zod's schemas are such shapes. */
export interface Shape<T> {
  safeParse(
    value: unknown,
  ):
    | { readonly success: true; readonly data: T }
    | { readonly success: false; readonly error: { readonly issues: readonly { readonly path: Path }[] } };
}

type Path = readonly PropertyKey[];
type Row = Readonly<Record<string, unknown>>;

/** A member as far as it is read: strict on what the adapter builds on, blind to the rest. Source: Marketing API 3.0 (spec 3.0.90). */
export interface Member {
  readonly contact_id: string;
  readonly email_address: string;
  readonly status: string;
  /** Epoch ms, whole seconds. */
  readonly last_changed: number;
  /** null: never. */
  readonly timestamp_opt: number | null;
  readonly timestamp_signup: number | null;
  /** Whether an address stands for the opt-in and for the sign-up: which one is nobody's business. */
  readonly opted: boolean;
  readonly signed: boolean;
  readonly merge_fields: Row;
}

/** By hand, because every person of an audience passes here, more than once in a first sync: a schema library would cost five times as much. */
export const member = shapeOf(memberOf);

export const listing = shapeOf((value) => {
  const row = rowOf(value);
  return { members: listOf(row, 'members', memberOf), total_items: countOf(row, 'total_items') };
});

export const brief = shapeOf((value) => {
  const row = rowOf(value);
  return { members: listOf(row, 'members', briefOf), total_items: countOf(row, 'total_items') };
});

export const batch = shapeOf((value) => {
  const row = rowOf(value);
  return { new_members: listOf(row, 'new_members', briefOf), errors: listOf(row, 'errors', refusalOf) };
});

/** A member before it is merged away, or merged into. */
export const standing = shapeOf((value) => {
  const row = rowOf(value);
  return {
    status: textOf(row, 'status'),
    last_changed: stampOf(row, 'last_changed'),
    tags: row['tags'] === undefined ? [] : listOf(row, 'tags', (tag) => textOf(rowOf(tag), 'name')),
  };
});

function memberOf(value: unknown): Member {
  const row = rowOf(value);
  return {
    contact_id: idOf(row),
    email_address: textOf(row, 'email_address'),
    status: textOf(row, 'status'),
    last_changed: stampOf(row, 'last_changed'),
    timestamp_opt: maybeStampOf(row, 'timestamp_opt'),
    timestamp_signup: maybeStampOf(row, 'timestamp_signup'),
    opted: textOf(row, 'ip_opt', '') !== '',
    signed: textOf(row, 'ip_signup', '') !== '',
    merge_fields: row['merge_fields'] === undefined ? NOTHING : rowOf(row['merge_fields'], 'merge_fields'),
  };
}

function briefOf(value: unknown) {
  const row = rowOf(value);
  return {
    contact_id: idOf(row),
    email_address: textOf(row, 'email_address'),
    last_changed: stampOf(row, 'last_changed'),
  };
}

function refusalOf(value: unknown) {
  const row = rowOf(value);
  return {
    email_address: textOf(row, 'email_address', ''),
    error: textOf(row, 'error', ''),
    error_code: textOf(row, 'error_code', 'ERROR_GENERIC'),
    field: textOf(row, 'field', ''),
  };
}

const NOTHING: Row = {};

/** Not of the documented shape, at `path`. */
class Misfit extends Error {
  constructor(readonly path: Path) {
    super('another shape than documented');
  }
}

function shapeOf<T>(read: (value: unknown) => T): Shape<T> {
  return {
    safeParse(value) {
      try {
        return { success: true, data: read(value) };
      } catch (error) {
        if (error instanceof Misfit) return { success: false, error: { issues: [{ path: error.path }] } };
        throw error;
      }
    },
  };
}

function rowOf(value: unknown, ...path: Path): Row {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Row;
  throw new Misfit(path);
}

function listOf<T>(row: Row, key: string, read: (value: unknown) => T): readonly T[] {
  const list = row[key];
  if (!Array.isArray(list)) throw new Misfit([key]);
  return list.map((item, at) => {
    try {
      return read(item);
    } catch (error) {
      throw error instanceof Misfit ? new Misfit([key, at, ...error.path]) : error;
    }
  });
}

function idOf(row: Row): string {
  const id = textOf(row, 'contact_id');
  if (id === '') throw new Misfit(['contact_id']);
  return id;
}

function textOf(row: Row, key: string, otherwise?: string): string {
  const value = row[key] ?? (row[key] === undefined ? otherwise : null);
  if (typeof value !== 'string') throw new Misfit([key]);
  return value;
}

function countOf(row: Row, key: string): number {
  const value = row[key];
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new Misfit([key]);
}

function stampOf(row: Row, key: string): number {
  const at = maybeStampOf(row, key);
  if (at === null) throw new Misfit([key]);
  return at;
}

/** `''` for never. */
function maybeStampOf(row: Row, key: string): number | null {
  const text = textOf(row, key, '');
  if (text !== last.text) {
    const at = Date.parse(text);
    last = { text, at: Number.isNaN(at) ? null : at };
  }
  return last.at;
}

/** Members are listed by their stamps and made by the hundred in a second: the next one nearly always has the same. */
let last: { readonly text: string; readonly at: number | null } = { text: '', at: null };
