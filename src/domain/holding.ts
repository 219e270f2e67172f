/** How often a person is reminded of rows that wait for an answer. */
export const REMIND_AFTER_MS = 24 * 60 * 60_000;
/**
 * How long rows wait for an answer: some thirty reminders. Later an answer would be about values that nobody remembers, and the run that held them
 * must not be older than what is kept of runs (90 days).
 */
export const HOLD_LASTS_MS = 30 * REMIND_AFTER_MS;

/** When rows that a run held are rejected unanswered; epoch ms. @param since when that run began */
export function expiresAt({ since }: { readonly since: number }): number {
  return since + HOLD_LASTS_MS;
}
