import type { Logger } from 'pino';
import type { Attached } from '../runtime/attach.js';

/** What every command is given. */
export interface CliContext {
  /** Absolute path of $TANDEM_HOME. It may not exist yet. */
  readonly home: string;
  /** `--json` was given. Known once the command line is parsed: read it inside an action. */
  readonly json: boolean;
  /** Where database and Temporal are: the environment, else what `up`, `demo` or `services` of this home started. SyncError `unreachable` (exit 5) when there is neither. */
  attach(): Promise<Attached>;
  /** Prints a result: `value` as one JSON document with `--json`, else `text()`. At most once a command. */
  out(value: unknown, text: () => string): void;
  /** To standard error. Event names, ids and counts; never a person's data. */
  readonly log: Logger;
}
