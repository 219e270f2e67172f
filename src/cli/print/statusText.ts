import type { Status } from '../operations/status.js';
import { heldLines } from './heldText.js';
import { amount, table } from './table.js';

/** One connection for people. */
export function statusText(status: Status): string {
  const { budget, lastRun } = status;
  const rows = [
    ['connection', `${status.id} (${status.profile})`],
    ['state', `${status.state} since ${status.since}${status.reason === undefined ? '' : `: ${status.reason}`}`],
    ...(status.advice === undefined ? [] : [['advice', status.advice]]),
    [
      'last run',
      lastRun === null
        ? 'none yet'
        : `${lastRun.run}, ${lastRun.reason ?? lastRun.outcome}, began ${lastRun.startedAt}`,
    ],
    ['next run', status.nextRunAt ?? 'when asked'],
    ['lag', status.lagSeconds === null ? 'not in step yet' : `${amount(status.lagSeconds)} s`],
    ['links', amount(status.links)],
    ['inbox', amount(status.inbox)],
    ['held', amount(status.held)],
    ...heldLines(status.holds).map((line) => ['', line]),
    ...(status.parked.length === 0 ? [] : [['parked', status.parked.join(', ')]]),
    [
      'API calls today',
      budget.salesforce === null
        ? 'not known yet'
        : `${amount(budget.salesforce.used)} of ${amount(budget.salesforce.limit)} in Salesforce, of which this connection may use ${Math.round(budget.salesforce.share * 100)}%`,
    ],
  ];
  return table(rows);
}

/** All connections for people, a line each. */
export function listText(all: readonly Status[]): string {
  if (all.length === 0) return 'no connections: run `tandem apply FILE`';
  const head = ['ID', 'PROFILE', 'STATE', 'LAST RUN', 'NEXT RUN', 'LAG', 'LINKS', 'INBOX', 'HELD'];
  const rows = all.map((status) => [
    status.id,
    status.profile,
    status.state,
    status.lastRun === null ? '-' : `${status.lastRun.run} ${status.lastRun.outcome}`,
    status.nextRunAt ?? 'when asked',
    status.lagSeconds === null ? '-' : `${amount(status.lagSeconds)} s`,
    amount(status.links),
    amount(status.inbox),
    amount(status.held),
  ]);
  return table([head, ...rows]);
}
