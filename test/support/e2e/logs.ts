import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** Every log below a home, by its path there. */
export async function logs(home: string): Promise<Readonly<Record<string, string>>> {
  const files = await readdir(home, { recursive: true });
  const found = files.filter((file) => file.endsWith('.log'));
  return Object.fromEntries(
    await Promise.all(found.map(async (file) => [file, await readFile(path.join(home, file), 'utf8')] as const)),
  );
}
