import type { World } from './world.js';

export const CONNECTION = 'sim';
/** Of a history with two: it syncs Contacts, `CONNECTION` Leads. */
export const SECOND = 'sim-2';

export const connectionsOf = ({ lots }: World): readonly string[] =>
  lots.second ? [CONNECTION, SECOND] : [CONNECTION];
