import type { Office, RunReport } from '../../ports/office.js';

/** Far enough back to meet a settled run behind some plans and stops; no command reads a connection's whole past. */
const MOST = 50;

/** The connection's runs, newest first, at most 50. */
export async function* recentRuns(store: Office, id: string): AsyncGenerator<RunReport> {
  const last = await store.lastRun(id);
  for (let run = last; run > Math.max(0, last - MOST); run -= 1) {
    const report = await store.report(id, run);
    if (report !== null) yield report;
  }
}
