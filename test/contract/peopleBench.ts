import type { Fields } from '../../src/domain/value.js';
import type { People } from '../../src/ports/people.js';

/** What is broken on the way, once, for the next call of that kind. */
export type Fault = 'lost-answer' | 'hang' | 'html' | 'truncated' | 'throttled' | 'unavailable';

/** One system under the laws of ports/people.ts. Everything but `people` happens behind the adapter's back, as a user's doing. */
export interface Bench {
  readonly people: People;
  /** Windows are read by jobs of the system's own, where it has them; what these read comes in no order. */
  readonly byJobs?: boolean;
  /** Object that `create` makes. */
  readonly object: string;
  /** The system's names of what every system has. */
  readonly names: { readonly email: string; readonly first: string; readonly last: string };
  /** What an opt-out changes in a stored record. */
  readonly optOutWords: readonly string[];
  /** Of an opt-in, where it changes more. */
  readonly optInWords?: readonly string[];
  /** Another user adds a person with these fields, and gets the id the adapter will show. */
  add(fields: Fields): Promise<string>;
  /** Another user adds `count` people in one go, so that many share a stamp. */
  addMany(count: number): Promise<void>;
  edit(id: string, fields: Fields): Promise<void>;
  /** The record's fields as the system itself has them, mapped or not. */
  stored(id: string): Promise<Readonly<Record<string, unknown>>>;
  remove(id: string): Promise<void>;
  /** Breaks the next read or write. */
  breakNext(on: 'read' | 'write', fault: Fault): Promise<void>;
  /** How many changes the system took by API since it was made. */
  writes(): Promise<number>;
  close(): Promise<void>;
}

/** How long the adapter waits for an answer: `short` (a few seconds) where one never comes, else long enough for a busy machine. */
export type Patience = 'short' | 'long';
