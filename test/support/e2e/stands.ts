import { minutes } from './minutes.js';
import type { Up } from './startUp.js';
import { until } from './until.js';

/** Waits until `status` shows the connection in a state, and returns what it shows: the store hears of a change shortly after the workflow. */
export function stands(up: Pick<Up, 'json'>, id: string, state: string): Promise<Readonly<Record<string, unknown>>> {
  return until(`the state ${state}`, minutes(1), async () => {
    const status = await up.json(0, 'status', id);
    return status['state'] === state ? status : null;
  });
}
