import type { FieldInfo, Schema } from '../../ports/people.js';
import type { Api } from './api.js';
import { EMAIL, OBJECT } from './members.js';
import { mergeFields } from './wire.js';

/** Longest value by type; null: no text. A text field's own `size` is only its width in forms. Source: Mailchimp help, "Audience field types and settings". */
const LENGTHS: Readonly<Record<string, number | null>> = { number: null, date: null, birthday: 5, zip: 10 };
const TEXT_LENGTH = 255;
/** RFC 5321, 4.5.3.1.3: a path of 256 less its angle brackets. */
const EMAIL_LENGTH = 254;

/** An audience's merge fields and its members' address. An `address` field is several values in one, which nothing in Salesforce is: left out, so that a rule for it is parked. */
export async function describeList(api: Api): Promise<Schema> {
  const { merge_fields: described } = await api.demand({
    effect: 'read',
    method: 'GET',
    path: '/merge-fields',
    query: {
      count: '1000',
      fields:
        'merge_fields.tag,merge_fields.type,merge_fields.required,merge_fields.default_value,merge_fields.options',
    },
    shape: mergeFields,
  });
  const email: FieldInfo = {
    name: EMAIL,
    type: 'email',
    length: EMAIL_LENGTH,
    createable: true,
    updateable: true,
    required: true,
    values: null,
  };
  const fields = described
    .filter(({ type }) => type !== 'address')
    .map((field): FieldInfo => ({
      name: field.tag,
      type: field.type,
      length: Object.hasOwn(LENGTHS, field.type) ? LENGTHS[field.type]! : TEXT_LENGTH,
      createable: true,
      updateable: true,
      required: field.required && field.default_value === '',
      values: field.options.choices ?? null,
    }));
  return { object: OBJECT, fields: [email, ...fields], at: api.now() };
}
