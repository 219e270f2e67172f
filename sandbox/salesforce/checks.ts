import type { Complaint } from './apiError.js';
import { normaliseId } from './ids.js';
import type { Org } from './org.js';
import type { ObjectView } from './schema.js';
import type { Field, Value } from './shapes.js';

export type Checked = { readonly value: Value } | { readonly complaint: Complaint };

/** What a caller sent for a field, as it is stored, or why it cannot be. Text is trimmed and blank text is null, as in the org. */
export function checkValue(org: Org, field: Field, sent: unknown): Checked {
  if (sent === null || sent === undefined || sent === '') return { value: field.type === 'boolean' ? false : null };
  switch (field.type) {
    case 'boolean':
      if (typeof sent === 'boolean') return { value: sent };
      if (sent === 'true' || sent === 'false' || sent === '1' || sent === '0')
        return { value: sent === 'true' || sent === '1' };
      return unreadable('boolean', sent);
    case 'time': {
      // Stored as the API shows it: `17:30:45.000Z`.
      const [, h = '', m = '', rest = '00.000'] =
        /^(\d\d):(\d\d)(?::(\d\d(?:\.\d{1,3})?))?Z?$/.exec(String(sent)) ?? [];
      const at = new Date(`1970-01-01T${h}:${m}:${rest}Z`);
      return h === '' || Number.isNaN(at.getTime()) ? unreadable('time', sent) : { value: at.toISOString().slice(11) };
    }
    case 'location':
      return unreadable('location', sent);
    case 'int':
    case 'double':
    case 'currency':
    case 'percent': {
      const number = typeof sent === 'number' ? sent : typeof sent === 'string' ? Number(sent) : Number.NaN;
      if (!Number.isFinite(number) || (typeof sent === 'string' && sent.trim() === ''))
        return unreadable(field.type, sent);
      if (field.type === 'int')
        return Math.abs(number) > 2_147_483_647
          ? refused(
              'NUMBER_OUTSIDE_VALID_RANGE',
              `${field.label}: value outside of valid range on numeric field: ${String(sent)}`,
              field,
            )
          : { value: Math.round(number) };
      if (Math.abs(number) >= 10 ** (field.precision - field.scale))
        return refused(
          'NUMBER_OUTSIDE_VALID_RANGE',
          `${field.label}: value outside of valid range on numeric field: ${String(sent)}`,
          field,
        );
      return { value: field.custom ? rounded(number, field.scale) : number };
    }
    case 'date': {
      const day = typeof sent === 'string' ? sent.slice(0, 10) : '';
      const at = /^\d{4}-\d{2}-\d{2}$/.test(day) ? new Date(`${day}T00:00:00Z`) : new Date(Number.NaN);
      // The 30th of February rolls over in JavaScript; the org refuses it.
      return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day)
        ? { value: day }
        : unreadable('date', sent);
    }
    case 'datetime': {
      const at = typeof sent === 'string' ? Date.parse(sent) : Number.NaN;
      // Stored in whole seconds, like every stamp of the org.
      return Number.isNaN(at) ? unreadable('datetime', sent) : { value: Math.floor(at / 1000) * 1000 };
    }
    case 'reference':
    case 'id':
      return checkReference(org, field, sent);
    case 'address':
      return unreadable('address', sent);
    case 'string':
    case 'email':
    case 'phone':
    case 'url':
    case 'textarea':
    case 'encryptedstring':
    case 'picklist':
    case 'multipicklist':
    case 'combobox':
      return checkText(field, sent);
  }
}

function checkText(field: Field, sent: unknown): Checked {
  if (typeof sent === 'object' || typeof sent === 'function') return unreadable('string', sent);
  const text = String(sent as string | number | boolean).trim();
  if (text === '') return { value: null };
  if (field.length > 0 && text.length > field.length) {
    return refused(
      'STRING_TOO_LONG',
      `${field.label}: data value too large: ${text} (max length=${field.length})`,
      field,
    );
  }
  if (field.type === 'email' && !EMAIL.test(text))
    return refused('INVALID_EMAIL_ADDRESS', `${field.label}: invalid email address: ${text}`, field);
  if (field.restricted && field.picklist.length > 0) {
    const chosen = field.type === 'multipicklist' ? text.split(';') : [text];
    const wrong = chosen.find(
      (one) => !field.picklist.some((value) => value.active && value.value.toLowerCase() === one.toLowerCase()),
    );
    if (wrong !== undefined) {
      return refused(
        'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
        `${field.label}: bad value for restricted picklist field: ${wrong}`,
        field,
      );
    }
  }
  return { value: text };
}

/** One @, dot-separated parts, a domain with a dot: near enough to the vendor's check ("Email field format" help page). */
const EMAIL =
  /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}$/;

function checkReference(org: Org, field: Field, sent: unknown): Checked {
  const id = typeof sent === 'string' ? normaliseId(sent.trim()) : null;
  if (id === null) return refused('MALFORMED_ID', `${field.label}: id value of incorrect type: ${String(sent)}`, field);
  const target = org.schema.owning(id);
  if (target === null || (field.referenceTo.length > 0 && !field.referenceTo.includes(target.def.name))) {
    return refused('FIELD_INTEGRITY_EXCEPTION', `${field.label}: id value of incorrect type: ${id}`, field);
  }
  const row = org.byId(id)?.row;
  if (row === undefined) return refused('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', field);
  if (row.IsDeleted) return { complaint: { code: 'ENTITY_IS_DELETED', message: 'entity is deleted', fields: [] } };
  return { value: id };
}

/** The field a caller named, or why it may not be written. */
export function writable(
  view: ObjectView,
  name: string,
  creating: boolean,
): { readonly field: Field } | { readonly complaint: Complaint } {
  const field = view.field(name);
  if (field === null && !view.hidden(name)) {
    return {
      complaint: {
        code: 'INVALID_FIELD',
        message: `No such column '${name}' on sobject of type ${view.def.name}`,
        fields: [],
      },
    };
  }
  if (field !== null && (creating ? field.createable : field.updateable)) return { field };
  return {
    complaint: {
      code: 'INVALID_FIELD_FOR_INSERT_UPDATE',
      message: `Unable to create/update fields: ${field?.name ?? name}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.`,
      fields: [field?.name ?? name],
    },
  };
}

const rounded = (number: number, scale: number): number => Math.round(number * 10 ** scale) / 10 ** scale;

const refused = (code: string, message: string, field: Field): Checked => ({
  complaint: { code, message, fields: [field.name] },
});

const unreadable = (type: string, sent: unknown): Checked => ({
  complaint: {
    code: 'JSON_PARSER_ERROR',
    message: `Cannot deserialize instance of ${type} from VALUE_STRING value ${String(sent)} or request may be missing a required field at [line:1, column:1]`,
  },
});
