/** How long a job and its results are kept. Source: Bulk API and Bulk API 2.0 Limits and Allocations. */
export const JOB_DAYS = 7;

export const jobStamp = (at: number): string =>
  new Date(Math.floor(at / 1000) * 1000).toISOString().replace('Z', '+0000');
