/** Evidence that a person wants to be mailed again (R-ALL-8). */
export interface Consent {
  /** Records of the person, as they were linked when it was given. */
  readonly crm: string | null;
  readonly platform: string | null;
  /** When it was given, epoch ms. */
  readonly at: number;
  /** Where: a form, a call, a letter. */
  readonly source: string;
  /** What was agreed to, if that was kept; null: it was not. */
  readonly text: string | null;
}

/** What one side says of a person's opt-out. */
export interface Stance {
  readonly optedOut: boolean;
  /** When the person last opted out there, by the side's own stamp, as far as it was seen; null: it was never seen. */
  readonly left: number | null;
}

/** Stamps are whole seconds: what is stamped in one may have happened at its end. */
const SECOND_MS = 1_000;

/**
 * R-ALL-8: nothing but consent that is newer than every opt-out known of opts a person in again. An opt-out whose time is not known is newer than any consent;
 * so is one of the same second.
 */
export function isNewerConsent(at: number | null, stances: readonly Stance[]): boolean {
  return at !== null && stances.every(({ optedOut, left }) => (left === null ? !optedOut : left + SECOND_MS <= at));
}
