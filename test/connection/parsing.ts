import { parseConnectionFile } from '../../src/connection/parse.js';
import { type Changes, fileWith } from './file.js';

export function problemsWith(changes: Changes): readonly { path: string; reason: string }[] {
  const parsed = parseConnectionFile(fileWith(changes), 'acme.yaml');
  return 'problems' in parsed ? parsed.problems : [];
}

export const pathsWith = (changes: Changes) => problemsWith(changes).map(({ path }) => path);

export function connectionWith(changes: Changes) {
  const parsed = parseConnectionFile(fileWith(changes), 'acme.yaml');
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.connection;
}
