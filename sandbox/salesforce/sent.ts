import { ApiError, type Complaint } from './apiError.js';
import { checkValue, writable } from './checks.js';
import { normaliseId } from './ids.js';
import type { Org } from './org.js';
import type { ObjectView } from './schema.js';
import type { Field, Value } from './shapes.js';

/** The fields of a record as a caller sent them. */
export type Sent = Readonly<Record<string, unknown>>;

/** What was sent, as it is stored. Throws ApiError with every complaint. */
export function readSent(org: Org, view: ObjectView, sent: Sent, creating: boolean): Readonly<Record<string, Value>> {
  const fields: Record<string, Value> = {};
  const complaints: Complaint[] = [];
  for (const name in sent) {
    const value = sent[name];
    const known = view.field(name);
    if (known !== null && (creating ? known.createable : known.updateable)) {
      const checked = checkValue(org, known, value);
      if ('complaint' in checked) complaints.push(checked.complaint);
      else fields[known.name] = checked.value;
      continue;
    }
    // Clients that know no better repeat the id or the attributes in the body.
    if (name === 'attributes' || (name.toLowerCase() === 'id' && (value === '' || value === null || !creating)))
      continue;
    const relation = known === null ? relationOf(view, name, value) : null;
    const found = writable(view, relation?.field.name ?? name, creating);
    if ('complaint' in found) {
      complaints.push(found.complaint);
      continue;
    }
    const wanted = relation === null ? { value } : parentId(org, relation.field, relation.named);
    const checked = 'complaint' in wanted ? wanted : checkValue(org, found.field, wanted.value);
    if ('complaint' in checked) complaints.push(checked.complaint);
    else fields[found.field.name] = checked.value;
  }
  if (complaints[0] !== undefined) throw new ApiError(complaints[0], ...complaints.slice(1));
  return fields;
}

/** `{"Account": {"Ext__c": "A-1"}}`: a parent named by its external id. Source: REST API Developer Guide, Insert or Update by External ID. */
function relationOf(
  view: ObjectView,
  name: string,
  value: unknown,
): { readonly field: Field; readonly named: Sent } | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const field = view.parent(name);
  return field === null ? null : { field, named: { ...value } };
}

function parentId(
  org: Org,
  field: Field,
  named: Sent,
): { readonly value: unknown } | { readonly complaint: Complaint } {
  const keys = Object.entries(named).filter(
    ([name, value]) => name !== 'attributes' && name.toLowerCase() !== 'type' && value !== null,
  );
  const [key] = keys;
  if (key === undefined) return { value: null };
  const [name, value] = key;
  const text = String(value);
  const type = named['type'] ?? (named['attributes'] as { type?: unknown } | undefined)?.type;
  const targets = typeof type === 'string' ? [type] : field.referenceTo;
  for (const target of targets) {
    const view = org.schema.object(target);
    const by = view?.field(name);
    if (view === null || by === null || by === undefined || !by.idLookup) continue;
    const rows =
      by.name === 'Id'
        ? [normaliseId(text)].flatMap((id) => (id === null ? [] : (org.byId(id)?.row ?? [])))
        : (org.table(view.def.name).find(by.name, text) ?? []);
    const alive = rows.filter((row) => !row.IsDeleted);
    if (alive.length > 1)
      return {
        complaint: {
          code: 'DUPLICATE_EXTERNAL_ID',
          message: `${name}: more than one record found for external id field: [${alive.map((row) => row.Id).join(', ')}]`,
          fields: [],
        },
      };
    return alive[0] === undefined
      ? {
          complaint: {
            code: 'INVALID_FIELD',
            message: `Foreign key external ID: ${text} not found for field ${name} in entity ${view.def.name}`,
            fields: [],
          },
        }
      : { value: alive[0].Id };
  }
  return {
    complaint: {
      code: 'INVALID_FIELD',
      message: `Field name provided, ${name} does not match an External ID, Salesforce Id, or indexed field for ${targets.join(', ')}`,
      fields: [],
    },
  };
}
