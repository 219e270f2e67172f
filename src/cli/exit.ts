import { SyncError, type Kind } from '../domain/faults.js';

/** What the command's exit code says; part of its contract. */
export const EXIT = {
  done: 0,
  unexpected: 1,
  invalid: 2,
  refused: 3,
  inboxEntries: 4,
  unreachable: 5,
  held: 6,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Ends the command with a code. The message goes to standard error; an empty one says that all has been said. */
export class ExitError extends Error {
  override readonly name = 'ExitError';
  constructor(
    readonly code: ExitCode,
    message: string,
  ) {
    super(message);
  }
}

/** Which code a fault ends the command with, where the command itself does not say. */
const OF_KIND = {
  throttled: EXIT.unreachable,
  unreachable: EXIT.unreachable,
  quota: EXIT.unreachable,
  unauthorized: EXIT.unreachable,
  drifted: EXIT.unreachable,
  misconfigured: EXIT.unreachable,
  refused: EXIT.refused,
  stale: EXIT.refused,
  unknown: EXIT.unexpected,
  broken: EXIT.unexpected,
} as const satisfies Record<Kind, ExitCode>;

/** Code and text for anything thrown. */
export function verdict(error: unknown): { readonly code: ExitCode; readonly message: string } {
  if (error instanceof ExitError) return { code: error.code, message: error.message };
  if (error instanceof SyncError) return { code: OF_KIND[error.kind], message: error.message };
  return { code: EXIT.unexpected, message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}
