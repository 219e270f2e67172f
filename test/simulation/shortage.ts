import { SyncError } from '../../src/domain/faults.js';
import type { Purpose } from '../../src/domain/purpose.js';
import type { Crm } from '../../src/ports/crm.js';
import type { World } from './world.js';

/** The org, in a story that lets its calls run short: for all but what is urgent there is none left. */
export function sparing(world: World, crm: Crm): Crm {
  const spending = (purpose: Purpose): Crm => ({
    ...(world.short && purpose !== 'urgent' ? refusing(crm) : crm),
    spending,
  });
  return spending('onDemand');
}

function refusing(crm: Crm): Crm {
  const refuse = () => Promise.reject(new SyncError('quota', 'no calls are left for this', { system: 'salesforce' }));
  return {
    ...crm,
    mayBegin: refuse,
    describe: refuse,
    page: refuse,
    tally: refuse,
    total: refuse,
    read: refuse,
    predecessors: refuse,
    findByEmail: refuse,
    madeByUs: refuse,
    recheck: refuse,
    create: refuse,
    update: refuse,
    optOut: refuse,
    optIn: refuse,
    remove: refuse,
    ...(crm.jobs && { jobs: { ...crm.jobs, begin: refuse } }),
  };
}
