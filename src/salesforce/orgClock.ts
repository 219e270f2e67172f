/** The org's own time: the newest answer's Date header, advanced by our monotonic clock. */
export interface OrgClock {
  /** Epoch ms. Before the first answer this machine's clock stands in: only for signing in, never for a cursor. */
  now(): number;
  /** Takes over an answer's headers. */
  heard(headers: Readonly<Record<string, string>>): void;
}

export function orgClock(): OrgClock {
  let told: { readonly date: number; readonly at: number } | null = null;
  return {
    now: () => (told === null ? Date.now() : Math.floor(told.date + performance.now() - told.at)),
    heard: (headers) => {
      const date = Date.parse(headers['date'] ?? '');
      if (!Number.isNaN(date)) told = { date, at: performance.now() };
    },
  };
}
