import { tell, type Script } from './history.js';
import type { Bug } from './setup.js';
import type { Lots } from './lots.js';

/** A failing history with every operation left out that it fails without. */
export interface Shrunk {
  readonly seed: number;
  readonly failure: string;
  /** Operations told, of how many. */
  readonly kept: number;
  readonly of: number;
  readonly lines: readonly string[];
}

/** What went wrong, without whom it went wrong for: another history may name others. */
const kindOf = (failure: string): string => failure.split(/ of |: | on /)[0] ?? failure;

/**
 * Tells one history, then again and again with operations left out, halves first, single ones last, as long as it fails in the same way
 * (delta debugging). Each operation kept draws what it drew the first time. null: it ends well.
 * @param given lots that are not drawn
 */
export async function shrink(seed: number, bug: Bug = {}, given: Partial<Lots> = {}): Promise<Shrunk | null> {
  const marks: Script['marks'] = [];
  const first = await failureOf(seed, bug, given, { marks, kept: null });
  if (first === null) return null;
  const fails = async (kept: readonly number[]) => {
    const failure = await failureOf(seed, bug, given, { marks, kept: new Set(kept) });
    return failure !== null && kindOf(failure) === kindOf(first);
  };
  const of = marks.length;
  let kept: readonly number[] = Array.from({ length: of }, (_, at) => at);
  for (let size = Math.ceil(of / 2); size >= 1;) {
    const shorter = await without(kept, size, fails);
    // Something less may make room for something else.
    if (shorter.length === kept.length || size > 1) size = size === 1 ? 0 : Math.ceil(size / 2);
    kept = shorter;
  }
  const lines: string[] = [];
  const hears = (what: string) => {
    if (lines.at(-1) !== what && !lines.at(-1)?.startsWith('FAILS')) lines.push(what);
  };
  const failure = await failureOf(seed, bug, given, { marks, kept: new Set(kept), hears });
  const told = kept.filter((at) => at < of).length;
  return { seed, failure: failure ?? first, kept: told, of, lines };
}

async function without(
  from: readonly number[],
  size: number,
  fails: (kept: readonly number[]) => Promise<boolean>,
): Promise<readonly number[]> {
  let kept = from;
  for (let at = 0; at < kept.length;) {
    const rest = [...kept.slice(0, at), ...kept.slice(at + size)];
    if (await fails(rest)) kept = rest;
    else at += size;
  }
  return kept;
}

/** What the store's own laws refuse counts as well. */
async function failureOf(seed: number, bug: Bug, given: Partial<Lots>, script: Script): Promise<string | null> {
  try {
    return (await tell(seed, bug, script, given)).failure;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

export function describeShrunk({ seed, failure, kept, of, lines }: Shrunk): string {
  return [`seed ${seed}, ${kept} of ${of} operations: ${failure}`, ...lines.map((line) => `  ${line}`)].join('\n');
}
