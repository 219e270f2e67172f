import type { FastifyInstance } from 'fastify';

export type SystemName = 'salesforce' | 'mailchimp' | 'dotdigital' | 'apollo' | 'sharpspring';

/** The sandbox's own time: real time plus what tests advanced. One clock for all systems. */
export interface Clock {
  /** Epoch ms. */
  now(): number;
  advance(ms: number): void;
  reset(): void;
}

export type WriteOp = 'create' | 'update' | 'delete' | 'archive' | 'merge' | 'convert';

/** One change accepted by API (never a seed or a control call). */
export interface WriteEntry {
  readonly n: number;
  readonly system: SystemName;
  /** The vendor's word: `Contact`, `member`. */
  readonly entity: string;
  readonly id: string;
  readonly op: WriteOp;
  /** Only what changed: [old, new]. */
  readonly fields: Readonly<Record<string, readonly [unknown, unknown]>>;
  /** The credentials' user. */
  readonly client: string;
  /** ISO time by the sandbox clock. */
  readonly at: string;
}

export interface WriteLog {
  add(entry: Omit<WriteEntry, 'n' | 'at'>): void;
  /** @param fields asked when the entry is read */
  addLazy(entry: Omit<WriteEntry, 'n' | 'at' | 'fields'>, fields: () => WriteEntry['fields']): void;
  since(n: number): readonly WriteEntry[];
  reset(): void;
}

export type FaultKind =
  | 'status'
  | 'lost-answer'
  | 'late-answer'
  | 'cut-upload'
  | 'hang'
  | 'slow'
  | 'row-error'
  | 'late-commit'
  | 'expire-session'
  | 'html-200'
  | 'truncate';

export interface FaultSpec {
  readonly system: SystemName;
  readonly match?: {
    readonly method?: string;
    readonly path?: string;
    readonly op?: string;
    readonly entity?: string;
    readonly key?: string;
    readonly client?: string;
  };
  readonly kind: FaultKind;
  readonly status?: number;
  readonly code?: string;
  readonly retryAfterS?: number;
  /** Of a `status` 300 to 399: where it sends the client. */
  readonly location?: string;
  readonly delayMs?: number;
  readonly bytes?: number;
  /** Fires at most this often; without it, always. */
  readonly times?: number;
  /** Probability 0 to 1, drawn from `seed`. */
  readonly rate?: number;
  readonly seed?: number;
}

/** What a system asks about one row it is about to write: is a `row-error` or `late-commit` fault due? Counts it as fired. */
export interface RowFaults {
  /** Whether there is any to ask for: most rows are spared the question. */
  readonly armed: boolean;
  forRow(row: {
    readonly system: SystemName;
    readonly op: string;
    readonly entity: string;
    readonly key: string;
    /** A second name of the same row that a fault may match: Mailchimp's contact id beside the email. */
    readonly otherKey?: string;
    readonly client: string;
    readonly method: string;
    readonly path: string;
  }): FaultSpec | null;
}

/** What the kit gives to every system. Transport faults (`status`, `lost-answer`, `hang`, …), call counts, Date headers are the kit's: systems do not see them. */
export interface Kit {
  readonly clock: Clock;
  readonly writes: WriteLog;
  readonly rows: RowFaults;
  /** Seeded pseudo-random numbers in [0, 1): for shuffling ties and result orders. */
  random(): number;
}

/** What the control server asks of a system. */
export interface System {
  readonly name: SystemName;
  /** Registers the vendor's routes. The kit wraps the instance with faults, counts and headers before. */
  routes(app: FastifyInstance): void;
  /** The vendor's body for a transport fault of kind `status`. @param path of the request, where it is known: APIs of one vendor differ */
  errorBody(
    status: number,
    code: string | undefined,
    path?: string,
  ): { readonly contentType: string; readonly body: string };
  /** Credentials' user of a request, for the write log and fault matching; null when there is none. */
  client(headers: Readonly<Record<string, string | string[] | undefined>>): string | null;
  /** The op of a whole request (`create`, `update`, …), for transport faults that match by it; without it the kit goes by the method. */
  op?(request: { readonly method: string; readonly path: string; readonly body: string }): string | null;
  /** `expire-session`: every session handed out so far is refused from now on (once each). */
  expireSessions(): void;
  /** `POST /SYSTEM/settings` (mailchimp …) or `POST /salesforce/org`: merged into the settings. Throws Error with a readable text on a bad one. */
  settings(body: unknown): unknown;
  /** Further control calls below `/SYSTEM/`, by name: `delete`, `undelete`, … */
  readonly control: Readonly<Record<string, (body: unknown) => unknown>>;
  reset(): void;
  /** Total records held, for `GET /`. */
  size(): number;
  /** All that must outlive the process, as JSON can say it: records and settings, neither sessions nor faults. Called once nothing is served any more. */
  save?(): unknown;
  /** Takes up what `save` gave, instead of what is held. */
  load?(state: unknown): void;
  /** `save` for a system too large for one text: written part by part. */
  saveParts?(): Iterable<unknown>;
  loadParts?(parts: Iterable<unknown>): void;
}

/** A made-up person, the same for the same seed; each system stores what it has a field for. */
export interface SeedPerson {
  readonly n: number;
  readonly first: string;
  readonly last: string;
  /** null, odd, duplicate or badly cased for `oddities`. */
  readonly email: string | null;
  readonly phone: string;
  readonly title: string;
  readonly company: string;
  readonly street: string;
  readonly city: string;
  readonly state: string;
  readonly postalCode: string;
  readonly country: string;
  /** Epoch ms, in the past two years, well before the overlap of any first sync. */
  readonly changedAt: number;
}

/** Systems that hold seeded people. The ids made are returned in order. */
export interface Seedable {
  seed(people: readonly SeedPerson[], as: string): readonly string[];
}
