import { SyncError } from '../domain/faults.js';
import type { Schema } from '../ports/people.js';
import { columns, type Columns } from './columns.js';
import { describe, schemaOf, type Described } from './describe.js';
import type { Session } from './session.js';

/** The org's objects, described once and kept for a while. */
export interface Catalogue {
  /** Always asked anew. Throws SyncError `misconfigured` for an object that is not there. */
  schema(object: string): Promise<Schema>;
  described(object: string): Promise<Described | null>;
  /**
   * Null: the connection does not sync this object, and our user does not see it.
   * @param lenient leaves out fields that are not there, as always for objects the connection does not sync
   */
  columns(object: string, fields: readonly string[], lenient?: boolean): Promise<Columns | null>;
  /** Forgets what was described: a query says that it is no longer so. */
  forget(): void;
}

/** Every run describes its object when it begins, so this is only for what changes within one. */
const KEPT_MS = 10 * 60_000;

export function catalogue(session: Session, objects: readonly string[], externalIdField: string | null): Catalogue {
  const kept = new Map<string, Promise<Described | null>>();
  const fresh = (object: string) => {
    const asking = describe(session, object);
    kept.set(object, asking);
    asking.catch(() => {
      if (kept.get(object) === asking) kept.delete(object);
    });
    return asking;
  };
  const described = async (object: string) => {
    const found = await (kept.get(object) ?? fresh(object));
    return found !== null && session.now() - found.at > KEPT_MS ? fresh(object) : found;
  };
  return {
    described,
    forget: () => kept.clear(),
    schema: async (object) => {
      const found = await fresh(object);
      if (found === null) throw hidden(object);
      return schemaOf(found);
    },
    columns: async (object, fields, lenient = false) => {
      const found = await described(object);
      const synced = objects.includes(object);
      if (found === null && synced) throw hidden(object);
      return found === null ? null : columns(found, { fields, externalIdField, lenient: lenient || !synced, synced });
    },
  };
}

function hidden(object: string): SyncError {
  return new SyncError('misconfigured', `${object} is not there, or hidden from the user`, {
    system: 'salesforce',
    code: 'INVALID_TYPE',
  });
}
