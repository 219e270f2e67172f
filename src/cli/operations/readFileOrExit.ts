import { readFile } from 'node:fs/promises';
import { EXIT, ExitError } from '../exit.js';

/** A file the command line named. */
export async function readFileOrExit(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new ExitError(EXIT.invalid, `${path}: cannot be read (${code})`);
  }
}
