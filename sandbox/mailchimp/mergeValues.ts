import type { Address, FieldType, MergeField, MergeValue } from './shapes.js';

/** Longest text value, in characters. Source: Mailchimp help, "Audience field types". */
const TEXT_LENGTH = 255;
const REQUIRED_OF_ADDRESS = ['addr1', 'city', 'state', 'zip'] as const;

/** The values a member will have, or which tag is wrong and why. Values of unknown tags are dropped silently, as Mailchimp does. */
export function mergeValues(
  fields: readonly MergeField[],
  had: Readonly<Record<string, MergeValue>>,
  given: Readonly<Record<string, unknown>>,
  options: { readonly skipValidation: boolean },
): { readonly values: Readonly<Record<string, MergeValue>> } | { readonly field: string; readonly message: string } {
  const values: Record<string, MergeValue> = { ...had };
  for (const field of fields) {
    const value = given[field.tag];
    if (value !== undefined) {
      const parsed = isEmpty(value) ? { value: null } : READ[field.type](value, field);
      if ('message' in parsed) {
        if (!options.skipValidation) return { field: field.tag, message: parsed.message };
        continue;
      }
      if (parsed.value === null) delete values[field.tag];
      else values[field.tag] = parsed.value;
    }
    if (field.required && !options.skipValidation && values[field.tag] === undefined)
      return { field: field.tag, message: 'Please enter a value' };
  }
  return { values };
}

type Read = { readonly value: MergeValue | null } | { readonly message: string };
const bad = (message: string): Read => ({ message });

const READ: Readonly<Record<FieldType, (value: unknown, field: MergeField) => Read>> = {
  text,
  phone: text,
  number: (value) => {
    const number = typeof value === 'number' ? value : Number(String(value).trim());
    return Number.isFinite(number) ? { value: number } : bad('This value should be a number.');
  },
  address,
  date: (value) => {
    const given = String(value).trim();
    // Accepted in several orders, kept as one: a lossy map on purpose.
    const iso = /^(\d{4})-(\d{2})-(\d{2})(?:T.*)?$/.exec(given);
    const american = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(given);
    if (iso !== null) return day(iso[1], iso[2], iso[3]);
    if (american !== null) return day(american[3], american[1], american[2]);
    return bad('Please enter a valid date.');
  },
  birthday: (value) => {
    const parts = /^(\d{1,2})\/(\d{1,2})$/.exec(String(value).trim());
    const found = parts === null ? bad('') : day('2024', parts[1], parts[2]);
    if ('message' in found) return bad('Please enter a valid birthday.');
    return { value: String(found.value).slice(5).replace('-', '/') };
  },
  zip: (value) =>
    /^\d{5}(?:-\d{4})?$/.test(String(value).trim()) ? text(value) : bad('Please enter a valid zip code.'),
  url: link,
  imageurl: link,
  radio: choice,
  dropdown: choice,
};

function text(value: unknown): Read {
  if (typeof value === 'object') return bad('This value should be a string.');
  const trimmed = String(value).trim();
  if ([...trimmed].length > TEXT_LENGTH)
    return bad(`Data did not validate: must be ${TEXT_LENGTH} characters or less.`);
  return { value: trimmed === '' ? null : trimmed };
}

function link(value: unknown): Read {
  return /^https?:\/\/\S+$/.test(String(value).trim()) ? text(value) : bad('Please enter a valid URL.');
}

function choice(value: unknown, { choices }: MergeField): Read {
  const picked = String(value).trim();
  return choices.includes(picked) ? { value: picked } : bad(`Value must be one of: ${choices.join(', ')}`);
}

function address(value: unknown): Read {
  if (typeof value !== 'object' || value === null) return bad('Please enter a complete address.');
  const given = value as Readonly<Record<string, unknown>>;
  const part = (name: keyof Address) =>
    given[name] === undefined || given[name] === null ? '' : String(given[name]).trim();
  if (REQUIRED_OF_ADDRESS.some((name) => part(name) === '')) return bad('Please enter a complete address.');
  return {
    value: {
      addr1: part('addr1'),
      addr2: part('addr2'),
      city: part('city'),
      state: part('state'),
      zip: part('zip'),
      country: part('country') === '' ? 'US' : part('country'),
    },
  };
}

function day(year = '', month = '', date = ''): Read {
  const iso = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
  const at = new Date(`${iso}T00:00:00Z`);
  return Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== iso
    ? bad('Please enter a valid date.')
    : { value: iso };
}

/** An address of nothing but empty parts clears it, as '' does. */
function isEmpty(value: unknown): boolean {
  if (value === null || value === '') return true;
  return typeof value === 'object' && Object.values(value).every((part) => part === '' || part === null);
}
