import type { Snapshot } from '../../src/domain/record.js';
import type { Change, Draft } from '../../src/ports/people.js';
import type { Bench } from './salesforceBench.js';

export const FIELDS = ['Email', 'FirstName', 'LastName'];

export const draft = (fields: Draft['fields'], over: Partial<Draft> = {}): Draft => ({
  ref: 1,
  object: 'Contact',
  fields,
  carries: null,
  optedOut: false,
  ...over,
});

export const change = (id: string, fields: Change['fields']): Change => ({
  ref: 1,
  object: 'Contact',
  id,
  email: null,
  fields,
});

/**
 * Whoever is met from the beginning until now.
 * The first query of a process loads the org's SOQL grammar: seconds on a busy machine.
 */
export const everyone = async (bench: Bench, object = 'Contact'): Promise<readonly Snapshot[]> =>
  (
    await bench.people.page(object, ['LastName'], {
      since: 0,
      until: bench.people.now() + 2_000,
      after: null,
      limit: 2_000,
    })
  ).records;

export const names = (records: readonly Snapshot[]) => records.map((record) => record.fields['LastName']).toSorted();
