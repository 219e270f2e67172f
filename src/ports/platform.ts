import type { Merging } from './merging.js';
import type { People } from './people.js';

/** A marketing or gift platform: People. Capabilities that only some platforms have become interfaces of their own beside this one. */
export interface Platform extends People {
  readonly side: 'platform';
  /** null: records cannot become one there. */
  readonly merging: Merging | null;
}
