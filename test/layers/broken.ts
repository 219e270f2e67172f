import path from 'node:path';
import { importsOf, type Import } from './imports.js';
import { LAWS, OWNERS, type Law } from './laws.js';

/**
 * What a source breaks of the layout's laws, one line each with the law in it.
 * @param file from the root, with forward slashes
 */
export function brokenLaws(file: string, source: string): readonly string[] {
  const law = LAWS.find(({ at }) => at.test(file));
  if (law === undefined) return [`${file} lies in no folder the layout knows: add its law to test/layers/laws.ts`];
  const imports = importsOf(source).flatMap((one) =>
    allowed(law, file, one) ? [] : [`${file} imports ${one.from}. Law: ${law.law}`],
  );
  const impure = (law.never ?? []).flatMap((pattern) =>
    pattern.test(withoutComments(source)) ? [`${file} uses ${pattern.source}. Law: ${law.law}`] : [],
  );
  return [...imports, ...impure];
}

function allowed(law: Law, file: string, { from, typeOnly }: Import): boolean {
  if (from.startsWith('.')) {
    const target = path.posix.join(path.posix.dirname(file), from).replace(/\.js$/, '.ts');
    return [...law.files, ...(typeOnly ? (law.types ?? []) : [])].some((pattern) => pattern.test(target));
  }
  const name = from.startsWith('node:')
    ? 'node:'
    : from
        .split('/')
        .slice(0, from.startsWith('@') ? 2 : 1)
        .join('/');
  if (OWNERS[name] !== undefined && !OWNERS[name].test(file)) return false;
  return law.packages.includes('*') || law.packages.includes(name);
}

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '');
}
