import type { ConflictPolicy } from '../../src/domain/mapping.js';
import type { PerSide } from '../../src/domain/side.js';
import type { Random } from './random.js';

/** What one history draws by lot. */
export interface Lots {
  readonly policy: ConflictPolicy;
  readonly externalId: boolean;
  readonly createOnly: boolean;
  readonly deltaRecheck: boolean;
  /** Long pauses between operations: the overlap is behind us. */
  readonly gaps: boolean;
  readonly deletes: boolean;
  /** People opt out, and some undo it on one side. */
  readonly optOuts: boolean;
  /** Existing pairs are updated (R-SY-5); always, but in a story about that. */
  readonly updates: boolean;
  /** People merge records in the CRM. */
  readonly merges: boolean;
  /** The connection syncs Leads, and people convert them. */
  readonly leads: boolean;
  /** A second connection, of the same list, syncs Contacts: people convert the first one's Leads into its own. */
  readonly second: boolean;
  /** The CRM reads and writes many records by jobs. */
  readonly jobs: boolean;
  /** Users blank C, and a blank of C crosses (`blank: clears`). */
  readonly clears: boolean;
  /** Whoever opted out may consent to be mailed again. */
  readonly consents: boolean;
  /** Some of them by signing up anew on the platform, which tells of it. */
  readonly forms: boolean;
  /** What becomes of a side's record whose partner was deleted. */
  readonly deletions: PerSide<'ignore' | 'unlink' | 'archive' | 'delete'>;
  /** So many rows of a kind are not held yet; null: nothing ever is. */
  readonly guard: number | null;
  /** Now and then the org has calls left for what is urgent only, and everything is read anew more often. Never drawn. */
  readonly shortage: boolean;
}

export const carriesDeletions = ({ lots: { deletions } }: { readonly lots: Lots }): boolean =>
  deletions.crm !== 'ignore' || deletions.platform !== 'ignore';

const IGNORED = { crm: 'ignore', platform: 'ignore' } as const;

/** By the seed, as all that came later. */
function policiesOf(seed: number): Lots['deletions'] {
  if (seed % 11 !== 6 && seed % 11 !== 10) return IGNORED;
  const lot = Math.floor(seed / 11);
  return {
    crm: (['delete', 'unlink', 'ignore'] as const)[lot % 3] ?? 'ignore',
    platform: (['archive', 'ignore', 'unlink', 'delete'] as const)[lot % 4] ?? 'ignore',
  };
}

/** Two connections of one list, of Leads and of Contacts. */
export const TWO: Partial<Lots> = { second: true, leads: true, merges: true };

/** Nobody consents to be mailed again, and nothing follows from deletions. */
export const CALM: Partial<Lots> = { consents: false, deletions: IGNORED };

/** @param given lots that are not drawn */
export function drawLots(seed: number, rnd: Random, late: Random, given: Partial<Lots>): Lots {
  const policy = rnd.pick(['salesforce', 'platform', 'newest'] as const) ?? 'salesforce';
  return {
    policy,
    externalId: rnd.chance(0.4),
    createOnly: rnd.chance(0.7),
    deltaRecheck: rnd.chance(0.5),
    gaps: rnd.chance(0.4),
    deletes: rnd.chance(0.3),
    optOuts: rnd.chance(0.3),
    consents: true,
    updates: true,
    // By the seed, not by lot: the other histories stay what they were.
    merges: seed % 3 === 0,
    leads: seed % 6 === 0,
    second: false,
    jobs: seed % 5 === 2,
    forms: seed % 4 === 2,
    deletions: policiesOf(seed),
    clears: late.chance(0.4),
    guard: late.chance(0.4) ? late.below(2) : null,
    shortage: false,
    // Where something follows from deletions there are some.
    ...(policiesOf(seed) === IGNORED ? {} : { deletes: true }),
    ...(seed % 5 === 3 ? TWO : {}),
    ...given,
  };
}
