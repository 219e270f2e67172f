import { refuse } from './apiError.js';
import type { Org } from './org.js';
import type { Found } from './soql/runQuery.js';

/** A user's open cursors; the oldest is closed for an eleventh. */
const MOST_CURSORS = 10;
const CURSOR_MS = 2 * 24 * 3_600_000;

/** A part of what a query found; `next` is its locator, null on the last. */
export interface Page {
  readonly found: Found;
  readonly from: number;
  readonly to: number;
  readonly next: string | null;
  /** The records as JSON, without the brackets; the next page's are written while the client reads this one's. */
  records(): Buffer;
}

/** Queries being paged through. Locators belong to the user who asked and die after two days or with the eleventh. */
export interface Cursors {
  open(client: string, found: Found, size: number): Page;
  /** Throws INVALID_QUERY_LOCATOR. */
  next(client: string, locator: string, size: number): Page;
  reset(): void;
}

interface Cursor {
  readonly found: Found;
  readonly client: string;
  readonly openedAt: number;
  ahead: { readonly from: number; readonly to: number; readonly json: Buffer } | null;
}

export function createCursors(org: Org): Cursors {
  const cursors = new Map<string, Cursor>();
  let counter = 0;
  const page = (found: Found, id: string, from: number, size: number): Page => {
    const to = Math.min(found.length, from + size);
    const ahead = cursors.get(id)?.ahead;
    if (to >= found.length) cursors.delete(id);
    return {
      found,
      from,
      to,
      next: to < found.length ? `${id}-${to}` : null,
      records: () => {
        readAhead(id, to, Math.min(found.length, to + size));
        return ahead?.from === from && ahead.to === to ? ahead.json : found.json(from, to);
      },
    };
  };
  const readAhead = (id: string, from: number, to: number): void => {
    if (from >= to) return;
    setImmediate(() => {
      const cursor = cursors.get(id);
      if (cursor !== undefined) cursor.ahead = { from, to, json: cursor.found.json(from, to) };
    });
  };
  return {
    open: (client, found, size) => {
      counter += 1;
      const id = `01g${String(counter).padStart(15, '0')}`;
      if (found.length > size) {
        cursors.set(id, { found, client, openedAt: org.kit.clock.now(), ahead: null });
        const own = [...cursors].filter(([, cursor]) => cursor.client === client);
        for (const [old] of own.slice(0, Math.max(0, own.length - MOST_CURSORS))) cursors.delete(old);
      }
      return page(found, id, 0, size);
    },
    next: (client, locator, size) => {
      const [id = '', from = ''] = locator.split('-');
      const cursor = cursors.get(id);
      const at = Number(from);
      if (
        cursor === undefined ||
        cursor.client !== client ||
        !/^\d+$/.test(from) ||
        at > cursor.found.length ||
        org.kit.clock.now() - cursor.openedAt > CURSOR_MS
      )
        throw refuse('INVALID_QUERY_LOCATOR', 'invalid query locator');
      return page(cursor.found, id, at, size);
    },
    reset: () => cursors.clear(),
  };
}
