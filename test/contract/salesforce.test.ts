import type { FaultKind } from '../../sandbox/kit/types.js';
import { salesforceBench } from '../salesforce/salesforceBench.js';
import type { Fields } from '../../src/domain/value.js';
import { peopleContract } from './people.js';
import type { Fault, Patience } from './peopleBench.js';

const FAULTS = {
  'lost-answer': { kind: 'lost-answer' },
  hang: { kind: 'hang' },
  html: { kind: 'html-200' },
  truncated: { kind: 'truncate' },
  throttled: { kind: 'status', status: 503, code: 'SERVER_UNAVAILABLE' },
  unavailable: { kind: 'status', status: 502 },
} as const satisfies Record<Fault, { kind: FaultKind; status?: number; code?: string }>;

/** What every write moves, whoever makes it. */
const MOVES = ['attributes', 'SystemModstamp', 'LastModifiedDate', 'LastModifiedById', 'Name'];

const system = (byJobs: boolean) => async (patience: Patience) => {
  const { people, other, act, create, arm, ourWrites, close } = await salesforceBench({
    timeoutMs: patience === 'short' ? 3_000 : 20_000,
    settings: { bulkFrom: byJobs ? 1 : 2_000 },
  });
  return {
    people,
    byJobs,
    object: 'Contact',
    names: { email: 'Email', first: 'FirstName', last: 'LastName' },
    optOutWords: ['HasOptedOutOfEmail'],
    add: (fields: Fields) => create('Contact', fields),
    addMany: async (count: number) => {
      const records = Array.from({ length: count }, (_, n) => ({
        attributes: { type: 'Contact' },
        LastName: `Last ${n}`,
        Email: `many.${n}@example.org`,
      }));
      await other('POST', '/composite/sobjects', { allOrNone: true, records });
    },
    edit: async (id: string, fields: Fields) => {
      await other('PATCH', `/sobjects/Contact/${id}`, fields);
    },
    stored: async (id: string) => {
      const row = (await other('GET', `/sobjects/Contact/${id}`)) as Record<string, unknown>;
      return Object.fromEntries(Object.entries(row).filter(([field]) => !MOVES.includes(field)));
    },
    remove: (id: string) => {
      act('delete', { ids: [id] });
      return Promise.resolve();
    },
    breakNext: (on: 'read' | 'write', fault: Fault) => {
      const client = 'tandem';
      for (const method of on === 'read' ? ['GET'] : ['POST', 'PATCH', 'DELETE'])
        arm({ match: { method, path: '/services/data/', client }, ...FAULTS[fault] });
      return Promise.resolve();
    },
    writes: () => Promise.resolve(ourWrites().length),
    close,
  };
};

peopleContract('salesforce', system(false));
peopleContract('salesforce by Bulk jobs', system(true));
