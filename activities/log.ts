import type { Log } from './deps.js';

/** The part of a pino logger that is used. */
export interface Sink {
  info(ids: object, event: string): void;
  warn(ids: object, event: string): void;
}

/** Writes events through a logger. Ids and counts only get here (deps.ts, Log): there is nothing to redact. */
export function logTo(sink: Sink): Log {
  return {
    info: (event, ids) => sink.info(ids, event),
    warn: (event, ids) => sink.warn(ids, event),
  };
}
