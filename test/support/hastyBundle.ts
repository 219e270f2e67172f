import { readFileSync } from 'node:fs';
import path from 'node:path';
import { checkout } from '../../src/runtime/checkout.js';

/** The workflows' bundle as the build made it, with some of its waits replaced: `[as it stands there, as it is to be]`. Throws where one is not there. */
export function hastyBundle(waits: readonly (readonly [string, string])[]): { readonly code: string } {
  const file = path.join(checkout(), 'dist', 'workflow-bundle.js');
  const code = waits.reduce(
    (text, [long, short]) => {
      if (!text.includes(long)) throw new Error(`the workflow bundle has no ${long} any more`);
      return text.replaceAll(long, short);
    },
    readFileSync(file, 'utf8'),
  );
  return { code };
}
