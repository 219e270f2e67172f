import type { Problem } from '../../profiles/profile.js';

/** One line a problem: where, and what to do. */
export function problemsText(problems: readonly Problem[]): string {
  return problems.map(({ path, reason }) => `${path}: ${reason}`).join('\n');
}
