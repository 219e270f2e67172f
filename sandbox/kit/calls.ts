import type { SystemName } from './types.js';

/** What each system was asked since the last clearing. */
export interface Calls {
  count(system: SystemName, method: string, url: string): void;
  all(): Readonly<Record<string, Readonly<Record<string, number>>>>;
  clear(): void;
}

export function createCalls(): Calls {
  let counts = new Map<SystemName, Map<string, number>>();
  return {
    count: (system, method, url) => {
      const ofSystem = counts.get(system) ?? new Map<string, number>();
      counts.set(system, ofSystem);
      const call = `${method} ${pathPattern(url)}`;
      ofSystem.set(call, (ofSystem.get(call) ?? 0) + 1);
    },
    all: () => Object.fromEntries([...counts].map(([system, ofSystem]) => [system, Object.fromEntries(ofSystem)])),
    clear: () => {
      counts = new Map();
    },
  };
}

/** The segment after one of these names one thing of a collection. An API version (`v62.0`, `3.0`) stays: it is part of what was called. */
const AFTER: Readonly<Record<string, string>> = {
  query: ':locator',
  queryAll: ':locator',
  lists: ':id',
  members: ':id',
  'merge-fields': ':id',
};

/** Shapes that are ids wherever they stand: Salesforce's 15 or 18 characters, hashes, emails, whole numbers. */
const IDS: readonly RegExp[] = [
  /^(?=.*\d)[a-zA-Z0-9]{15}(?:[a-zA-Z0-9]{3})?$/,
  /^[0-9a-f]{32}$/i,
  /^[^@]+@[^@]+$/,
  /^\d+$/,
];

/** `/3.0/lists/main0001/members/9e2…?count=1` → `/3.0/lists/:id/members/:id`. Query strings are dropped. */
export function pathPattern(url: string): string {
  const segments = (url.split('?', 1)[0] ?? '').split('/').filter((segment) => segment !== '');
  const pattern = segments.map((segment, at) => {
    const before = segments[at - 1] ?? '';
    const known = Object.hasOwn(AFTER, before) ? AFTER[before] : undefined;
    if (known !== undefined) return known;
    // Salesforce: /sobjects/Contact/Tandem_Id__c/VALUE, an external id's value.
    if (before.endsWith('__c') && segments[at - 3] === 'sobjects') return ':id';
    return IDS.some((shape) => shape.test(decoded(segment))) ? ':id' : segment;
  });
  return `/${pattern.join('/')}`;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
