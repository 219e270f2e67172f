import { ApplicationFailure } from '@temporalio/common';
import type { Activities } from '../../activities/contract.js';
import type { Store } from '../ports/store.js';
import { budgetAccount } from '../domain/budgetAccount.js';
import type { Openings } from './openings.js';

/**
 * The activities, watched from outside: after each the org's daily calls go to the store, where commands and the other connections of the org
 * read them; after refused credentials the connection is opened anew, since someone may replace them on this machine.
 */
export function watched(activities: Activities, store: Store, openings: Openings): Activities {
  const saved = new Map<string, number>();

  async function saveBudget(connection: string, version: number): Promise<void> {
    const opened = await openings.peek(connection, version);
    const budget = opened?.crm.budget() ?? null;
    if (opened === null || budget === null) return;
    const account = budgetAccount(opened.connection);
    if (saved.get(account) === budget.used) return;
    await store.saveBudget(account, budget.used, budget.limit);
    saved.set(account, budget.used);
  }

  const entries = Object.entries(activities).map(([name, activity]) => [
    name,
    async (at: { readonly connection: string; readonly version?: number }) => {
      const { connection, version } = at;
      try {
        // The contract's own types hold outside; inside all activities take one object that names a connection.
        return await (activity as (given: typeof at) => Promise<unknown>)(at);
      } catch (error) {
        if (version !== undefined && error instanceof ApplicationFailure && error.type === 'unauthorized')
          openings.forget(connection, version);
        throw error;
      } finally {
        // The count is a convenience: its loss must not fail, nor hide the failure of, the work itself.
        if (version !== undefined) await saveBudget(connection, version).catch(() => undefined);
      }
    },
  ]);
  return Object.fromEntries(entries) as unknown as Activities;
}
