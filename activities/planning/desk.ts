import type { Mapping } from '../../src/domain/mapping.js';
import type { RunRow } from '../../src/ports/stored.js';
import type { Deps, Opened } from '../deps.js';
import type { Lane } from '../lane.js';

/** What planning works with throughout one activity. */
export interface Desk {
  readonly deps: Deps;
  readonly opened: Opened;
  readonly lane: Lane;
  readonly run: RunRow;
  readonly mapping: Mapping;
}

/** The connection syncs records of this object of the CRM. */
export const isSynced = ({ opened }: Pick<Desk, 'opened'>, object: string): boolean =>
  opened.policy.objects.includes(object);
