import { expect } from '@jest/globals';
import type { Written } from './control.js';
import { doubled } from './ours.js';

/** A run's report, as far as the write log can say the same. */
export interface Counted {
  readonly outcome: string;
  readonly errors: Readonly<Record<string, number>>;
  readonly created: Readonly<Record<'salesforce' | 'platform', number>>;
  readonly updated: Readonly<Record<'salesforce' | 'platform', number>>;
}

/** Expects the write log of a run to equal its report: nobody created twice on one side, and every number the same. */
export function expectLikeTheReport(written: readonly Written[], { created, updated }: Counted): void {
  const count = (system: string, op: string) => written.filter((one) => one.system === system && one.op === op).length;
  expect(doubled(written)).toEqual([]);
  expect({
    created: { salesforce: count('salesforce', 'create'), platform: count('mailchimp', 'create') },
    updated: { salesforce: count('salesforce', 'update'), platform: count('mailchimp', 'update') },
  }).toEqual({ created, updated });
}
