import { readFile } from 'node:fs/promises';
import { parseConnectionFile, type Parsed } from '../../connection/parse.js';

/** A connection file the command line named; one that cannot be read has that problem. */
export async function parseFile(path: string): Promise<Parsed> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    return { problems: [{ path, reason: `cannot be read (${code})` }] };
  }
  return parseConnectionFile(text, path);
}
