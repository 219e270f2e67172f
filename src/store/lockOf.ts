import { literal } from './database.js';

/**
 * Transactions of one connection follow each other, as in the simulator's store: they are short (no call to either system is made in one),
 * and lanes that lock links in several statements could otherwise wait for each other in a circle.
 */
export function lockOf(connection: string): string {
  return `select pg_advisory_xact_lock(hashtextextended(${literal(connection)}, 7241))`;
}
