import { z } from 'zod';
import { connectionFile } from './schema.js';

/** JSON Schema (draft 2020-12) of the connection file, for editors. Checks between sections are `tandem validate`'s alone. */
export function connectionJsonSchema(): Readonly<Record<string, unknown>> {
  return { title: 'Tandem connection file', ...z.toJSONSchema(connectionFile, { io: 'input' }) };
}
