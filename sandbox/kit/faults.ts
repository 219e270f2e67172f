import { createHash } from 'node:crypto';
import { createRandom } from './random.js';
import type { FaultKind, FaultSpec, RowFaults, SystemName } from './types.js';

/** Asked for one row by the system that writes it; all other kinds are played by the server around the system. */
const ROW_KINDS: readonly FaultKind[] = ['row-error', 'late-commit'];
/** These let the request go on, so that another fault may still meet it. */
const PASSING: readonly FaultKind[] = ['slow', 'expire-session'];

/** A request as far as the kit can tell, before any handler has seen it. */
export interface Arriving {
  readonly system: SystemName;
  readonly method: string;
  /** With its query string. */
  readonly path: string;
  readonly client: string | null;
  /** '' until it was read: see `needsBody`. */
  readonly body: string;
  /** What the system says it is about to do; null where it cannot tell. */
  readonly op: string | null;
}

export interface FaultCount {
  readonly id: number;
  readonly kind: FaultKind;
  readonly system: SystemName;
  readonly match: NonNullable<FaultSpec['match']>;
  readonly fired: number;
}

export interface Faults {
  readonly rows: RowFaults;
  add(spec: FaultSpec): number;
  list(): readonly FaultCount[];
  clear(): void;
  /** Whether a fault that may meet this request looks at op, entity or key, so that the body must be read first. */
  needsBody(request: Arriving): boolean;
  /** The faults that meet this request now, counted as fired: any number of passing ones and at most one that ends it. */
  due(request: Arriving): readonly FaultSpec[];
}

interface Armed {
  readonly id: number;
  readonly spec: FaultSpec;
  readonly draw: () => number;
  fired: number;
}

export function createFaults(): Faults {
  let armed: Armed[] = [];
  let lastId = 0;

  const fires = (fault: Armed): boolean => {
    const { times, rate } = fault.spec;
    if (times !== undefined && fault.fired >= times) return false;
    if (rate !== undefined && fault.draw() >= rate) return false;
    fault.fired += 1;
    return true;
  };
  const onTransport = (request: Arriving): Armed[] =>
    armed.filter(({ spec }) => !ROW_KINDS.includes(spec.kind) && headMatches(spec, request));

  return {
    rows: {
      get armed() {
        return armed.length > 0;
      },
      forRow: (row) =>
        armed.find((fault) => ROW_KINDS.includes(fault.spec.kind) && rowMatches(fault.spec, row) && fires(fault))
          ?.spec ?? null,
    },
    add: (spec) => {
      lastId += 1;
      armed.push({ id: lastId, spec, draw: createRandom(spec.seed ?? 1), fired: 0 });
      return lastId;
    },
    list: () =>
      armed.map(({ id, spec, fired }) => ({
        id,
        kind: spec.kind,
        system: spec.system,
        match: spec.match ?? {},
        fired,
      })),
    clear: () => {
      armed = [];
    },
    needsBody: (request) =>
      onTransport(request).some(({ spec }) => spec.match?.op ?? spec.match?.entity ?? spec.match?.key),
    due: (request) => {
      const met: FaultSpec[] = [];
      let ended = false;
      for (const fault of onTransport(request)) {
        const passing = PASSING.includes(fault.spec.kind);
        if ((ended && !passing) || !contentMatches(fault.spec, request) || !fires(fault)) continue;
        ended ||= !passing;
        met.push(fault.spec);
      }
      return met;
    },
  };
}

function headMatches(
  { system, match = {} }: FaultSpec,
  request: Pick<Arriving, 'system' | 'method' | 'path' | 'client'>,
): boolean {
  return (
    system === request.system &&
    (match.method === undefined || same(match.method, request.method)) &&
    (match.path === undefined || request.path.includes(match.path)) &&
    (match.client === undefined || (request.client !== null && same(match.client, request.client)))
  );
}

function rowMatches(spec: FaultSpec, row: Parameters<RowFaults['forRow']>[0]): boolean {
  const { op, entity, key } = spec.match ?? {};
  return (
    headMatches(spec, row) &&
    (op === undefined || same(op, row.op)) &&
    (entity === undefined || same(entity, row.entity)) &&
    (key === undefined || same(key, row.key) || (row.otherKey !== undefined && same(key, row.otherKey)))
  );
}

/** What a method may do, where the system cannot tell. */
const METHODS: Readonly<Record<string, readonly string[]>> = {
  create: ['POST', 'PUT'],
  update: ['PATCH', 'PUT'],
  delete: ['DELETE'],
  archive: ['DELETE'],
  merge: ['POST'],
  convert: ['POST'],
};

/**
 * op, entity and key of a whole request, as well as they can be told: op by the system or by the method, entity by its name in path or body, key by
 * its text there (an email also by its MD5, which is how Mailchimp writes it in a path).
 */
function contentMatches({ match = {} }: FaultSpec, request: Arriving): boolean {
  const text = `${plain(request.path)}\n${request.body}`.toLowerCase();
  const { op, entity, key } = match;
  const opFits = (wanted: string) =>
    request.op === null
      ? (METHODS[wanted.toLowerCase()]?.includes(request.method) ?? text.includes(wanted.toLowerCase()))
      : same(wanted, request.op);
  return (
    (op === undefined || opFits(op)) &&
    (entity === undefined || text.includes(entity.toLowerCase())) &&
    (key === undefined ||
      text.includes(key.toLowerCase()) ||
      (key.includes('@') && text.includes(md5(key.toLowerCase()))))
  );
}

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
const md5 = (text: string) => createHash('md5').update(text).digest('hex');

function plain(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
