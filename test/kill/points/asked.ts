import { minutes } from '../../support/e2e/minutes.js';
import type { Up } from '../../support/e2e/startUp.js';
import { until } from '../../support/e2e/until.js';

/**
 * Runs a command until it ends with one of these codes: while a worker is dead nobody may answer, and of what one had taken nobody may hear. Returns its document.
 * Asked again, it must do no more than once.
 */
export function asked<T = Readonly<Record<string, unknown>>>(
  up: Pick<Up, 'tandem'>,
  codes: readonly number[],
  ...args: readonly string[]
): Promise<T> {
  let last = '';
  return until(`tandem ${args.join(' ')} to end with ${codes.join(' or ')}`, minutes(6), async () => {
    const { code, stdout, stderr } = await up.tandem('--json', ...args);
    if (code !== null && codes.includes(code)) return JSON.parse(stdout === '' ? '{}' : stdout) as T;
    last = `${code}: ${stdout}${stderr}`;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    return null;
  }).catch((error: unknown) => {
    throw new Error(`${error instanceof Error ? error.message : String(error)}; at last ${last}`);
  });
}
