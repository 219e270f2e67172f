import { SyncError } from '../domain/faults.js';
import type { FieldInfo, Schema } from '../ports/people.js';
import type { Session } from './session.js';
import { name } from './soql.js';

/** One object as the org describes it to our user: what field-level security hides is not in it. */
export interface Described {
  readonly object: string;
  /** By lower-case name: Salesforce's names may be written in any case. */
  readonly fields: ReadonlyMap<string, DescribedField>;
  readonly at: number;
}

export interface DescribedField extends FieldInfo {
  readonly unique: boolean;
}

/** Asks the org; null: there is no such object, or our user may not see it. */
export async function describe(session: Session, object: string): Promise<Described | null> {
  try {
    const fields = await session.ask(
      { method: 'GET', path: `/sobjects/${name(object)}/describe`, writing: false },
      fieldsOf,
    );
    return { object, fields: new Map(fields.map((field) => [field.name.toLowerCase(), field])), at: session.now() };
  } catch (error) {
    if (error instanceof SyncError && (error.detail.code === 'NOT_FOUND' || error.detail.code === 'INVALID_TYPE'))
      return null;
    throw error;
  }
}

export function schemaOf(described: Described): Schema {
  const fields = [...described.fields.values()].map(({ unique: _unique, ...info }) => info);
  return { object: described.object, fields, at: described.at };
}

/** Several values in one; they are described part by part as well. */
const COMPOUND = new Set(['address', 'location', 'complexvalue', 'base64']);

function fieldsOf(body: unknown): readonly DescribedField[] | undefined {
  const listed = isObject(body) ? body['fields'] : undefined;
  if (!Array.isArray(listed)) return undefined;
  return listed.filter(isObject).flatMap((raw) => {
    const own = fieldOf(raw);
    return own === null ? [] : [own, ...parentName(raw)];
  });
}

function fieldOf(raw: Raw): DescribedField | null {
  const { name: written, type, length } = raw;
  if (typeof written !== 'string' || typeof type !== 'string' || COMPOUND.has(type)) return null;
  const createable = raw['createable'] === true;
  return {
    name: written,
    type,
    length: typeof length === 'number' && length > 0 ? length : null,
    createable,
    updateable: raw['updateable'] === true,
    required: createable && raw['nillable'] === false && raw['defaultedOnCreate'] !== true && type !== 'boolean',
    values: raw['restrictedPicklist'] === true ? activeValues(raw['picklistValues']) : null,
    unique: raw['unique'] === true,
  };
}

/** `Account.Name` for the reference AccountId: may be read along, never written. */
function parentName(raw: Raw): readonly DescribedField[] {
  const { relationshipName, referenceTo } = raw;
  if (typeof relationshipName !== 'string' || !Array.isArray(referenceTo) || referenceTo.length !== 1) return [];
  const readOnly = { createable: false, updateable: false, required: false, values: null, unique: false };
  return [{ name: `${relationshipName}.Name`, type: 'string', length: null, ...readOnly }];
}

function activeValues(listed: unknown): readonly string[] {
  if (!Array.isArray(listed)) return [];
  return listed
    .filter(isObject)
    .flatMap(({ active, value }) => (active === true && typeof value === 'string' ? [value] : []));
}

type Raw = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
