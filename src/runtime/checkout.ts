import { existsSync } from 'node:fs';
import path from 'node:path';

/** Folder of the product's package.json, whether we run from dist or, in tests, from the sources. */
export function checkout(): string {
  let folder = __dirname;
  while (!existsSync(path.join(folder, 'package.json'))) {
    const above = path.dirname(folder);
    if (above === folder) throw new Error('the package.json of this program is missing: install it again');
    folder = above;
  }
  return folder;
}
