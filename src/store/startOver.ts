import type { Query } from './database.js';

/** A create that may still land keeps its link: it is read back, or the person would be doubled. */
const FORGET = [
  `update journal set state = 'void' where connection = $1 and state in ('planned', 'held')`,
  `update link set dead = true where connection = $1 and not dead
     and not exists (select from journal where journal.connection = $1 and journal.link = link.id and state in ('sent', 'unknown'))`,
  `delete from baseline where connection = $1`,
  `delete from inbox where connection = $1`,
  `delete from missing where connection = $1`,
  `delete from tombstone where connection = $1`,
  `delete from alert where connection = $1`,
  `delete from cursor where connection = $1`,
  `delete from conversion where connection = $1 and state not in ('sent', 'unknown')`,
];

/** Forgets whom a connection had linked, listed and read, and what they last agreed on: the next run reads everything and links as a first one does. */
export async function startOver(inside: Query, connection: string): Promise<void> {
  for (const statement of FORGET) await inside(statement, [connection]);
}
