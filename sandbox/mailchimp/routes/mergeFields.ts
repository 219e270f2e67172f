import type { FastifyInstance } from 'fastify';
import type { Account } from '../account.js';
import type { Audience } from '../audience.js';
import { isObject } from '../memberBody.js';
import { presentField } from '../present.js';
import { invalid, invalidField, notFound, Refused } from '../problem.js';
import { project } from '../project.js';
import { whole, word, type Query } from '../query.js';
import { FIELD_TYPES, type MergeField } from '../shapes.js';

interface Route {
  Params: { list: string; field: string };
  Querystring: Query;
}
/** Longest tag. Source: Mailchimp help, "All the merge tags". */
const TAG = /^[A-Z0-9_]{1,10}$/;

/** A list's own fields. Source: Marketing API 3.0, "Merge fields". */
export function mergeFieldRoutes(app: FastifyInstance, account: Account): void {
  const found = ({ list, field }: Route['Params']): [Audience, MergeField] => {
    const audience = account.audience(list);
    const known = audience.fields.find((one) => String(one.mergeId) === field);
    if (known === undefined) throw new Refused(notFound);
    return [audience, known];
  };

  app.get<Route>('/lists/:list/merge-fields', async ({ params, query }) => {
    const audience = account.audience(params.list);
    const wanted = audience.fields.filter((field) => field.type === (word(query, 'type') ?? field.type));
    const offset = whole(query, 'offset', 0);
    const page = wanted.slice(offset, offset + whole(query, 'count', 10, 1000));
    const body = {
      merge_fields: page.map((field) => presentField(audience, field)),
      list_id: audience.id,
      total_items: wanted.length,
      _links: [],
    };
    return project(body, word(query, 'fields'), word(query, 'exclude_fields'));
  });

  app.get<Route>('/lists/:list/merge-fields/:field', async ({ params }) => presentField(...found(params)));

  app.post<Route>('/lists/:list/merge-fields', async ({ params, body }) => {
    const audience = account.audience(params.list);
    if (audience.fields.length >= account.settings.mergeFields)
      throw new Refused(invalid('You have reached the limit of merge fields for this audience.'));
    const given = objectOf(body);
    const type = FIELD_TYPES.find((one) => one === given['type']);
    if (type === undefined) throw new Refused(invalidField('type', `Value must be one of: ${FIELD_TYPES.join(', ')}`));
    const mergeId = audience.nextMergeId;
    const fresh: MergeField = {
      mergeId,
      tag: `MMERGE${mergeId}`,
      name: '',
      type,
      required: false,
      defaultValue: '',
      public: false,
      displayOrder: mergeId + 1,
      helpText: '',
      choices: [],
    };
    const made = withGiven(audience, fresh, given);
    audience.nextMergeId += 1;
    audience.fields = [...audience.fields, made];
    return presentField(audience, made);
  });

  app.patch<Route>('/lists/:list/merge-fields/:field', async ({ params, body }) => {
    const [audience, field] = found(params);
    const next = withGiven(audience, field, objectOf(body));
    audience.fields = audience.fields.map((one) => (one === field ? next : one));
    return presentField(audience, next);
  });

  app.delete<Route>('/lists/:list/merge-fields/:field', async ({ params }, reply) => {
    const [audience, field] = found(params);
    audience.fields = audience.fields.filter((one) => one !== field);
    return reply.code(204).send();
  });
}

/** The type of a field stays what it was made as. */
function withGiven(audience: Audience, field: MergeField, given: Readonly<Record<string, unknown>>): MergeField {
  const text = (name: string, otherwise: string) => {
    const value = given[name] ?? otherwise;
    if (typeof value !== 'string')
      throw new Refused(invalidField(name, 'Schema describes string, something else found instead'));
    return value;
  };
  const tag = text('tag', field.tag).toUpperCase();
  const name = text('name', field.name);
  if (name === '') throw new Refused(invalidField('name', 'This value should not be blank.'));
  if (!TAG.test(tag) || tag === 'EMAIL')
    throw new Refused(invalidField('tag', 'A tag is at most 10 letters, digits and underscores, and not EMAIL.'));
  if (audience.fields.some((one) => one.tag === tag && one.mergeId !== field.mergeId))
    throw new Refused(invalid(`A Merge Field with the tag "${tag}" already exists for this list.`));
  const options = isObject(given['options']) ? given['options'] : {};
  const choices: unknown = options['choices'];
  return {
    ...field,
    tag,
    name,
    required: typeof given['required'] === 'boolean' ? given['required'] : field.required,
    public: typeof given['public'] === 'boolean' ? given['public'] : field.public,
    defaultValue: text('default_value', field.defaultValue),
    helpText: text('help_text', field.helpText),
    displayOrder: typeof given['display_order'] === 'number' ? given['display_order'] : field.displayOrder,
    choices: Array.isArray(choices) ? choices.map(String) : field.choices,
  };
}

function objectOf(body: unknown): Readonly<Record<string, unknown>> {
  if (!isObject(body)) throw new Refused(invalidField('', 'Schema describes object, got something else'));
  return body;
}
