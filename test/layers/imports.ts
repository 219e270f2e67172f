/** One thing a source file asks for. */
export interface Import {
  readonly from: string;
  /** `import type` or `export type`: nothing of it is left at run time. */
  readonly typeOnly: boolean;
}

const STATEMENT = /^[ \t]*(?:import|export)\s+(type\s+)?(?:[\w*{][^'"`;]*?\s*from\s*)?['"]([^'"]+)['"]/gm;
const TYPE_OF = /\btypeof import\(\s*['"]([^'"]+)['"]/g;
const CALL = /(?<!typeof\s)\b(?:import|require|require\.resolve)\(\s*['"]([^'"]+)['"]/g;

/** Everything a TypeScript source imports, comments left out. Read by pattern: this TypeScript has no parser to call. */
export function importsOf(source: string): readonly Import[] {
  const code = source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^[ \t]*\/\/.*$/gm, '');
  return [
    ...[...code.matchAll(STATEMENT)].map((match) => ({ from: match[2] ?? '', typeOnly: match[1] !== undefined })),
    ...[...code.matchAll(TYPE_OF)].map((match) => ({ from: match[1] ?? '', typeOnly: true })),
    ...[...code.matchAll(CALL)].map((match) => ({ from: match[1] ?? '', typeOnly: false })),
  ];
}
