import type { Connection } from '../domain/connection.js';
import type { Problem } from '../profiles/profile.js';
import { PROFILES } from '../profiles/choose.js';
import { ONE_OBJECT } from '../profiles/mainList.js';
import { build } from './build.js';
import { PAIRS, crossProblems } from './crossChecks.js';
import { problemsOf } from './problems.js';
import { readDocument } from './readDocument.js';
import { meantSchedule } from './scheduleSchema.js';
import { KEYS_OF_OTHERS, connectionFile, sections } from './schema.js';

export type Parsed = { readonly connection: Connection } | { readonly problems: readonly Problem[] };

/**
 * A connection file, checked as a whole: every problem at once, each with its path and what to do. References stay unresolved.
 * @param path only named where a problem belongs to the file and to no key
 */
export function parseConnectionFile(text: string, path: string): Parsed {
  const read = readDocument(text);
  if ('problems' in read)
    return {
      problems: read.problems.map((problem) => ({ ...problem, path: problem.path === '' ? path : problem.path })),
    };
  const { document } = read;
  if (!isSection(document))
    return {
      problems: [{ path, reason: 'must be a connection file: keys like version, id, profile, salesforce, platform' }],
    };

  const shape = [...unknownKeys(document), ...sectionProblems(document)];
  const problems = inOrder([
    ...shape,
    ...crossProblems(document),
    ...profileProblems(document, new Set(shape.map((problem) => top(problem.path)))),
  ]);
  if (problems.length > 0) return { problems };
  return { connection: build(connectionFile.parse(document)) };
}

type Section = Readonly<Record<string, unknown>>;
type Key = keyof typeof sections;

const KEYS = Object.keys(sections).filter((key): key is Key => key in sections);
/** Asked for by main-list alone. */
const MAIN_LIST_KEYS: readonly string[] = ['object', 'list', 'fieldMapping'];

function isSection(value: unknown): value is Section {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unknownKeys(document: Section): readonly Problem[] {
  return Object.keys(document)
    .filter((key) => !Object.hasOwn(sections, key))
    .flatMap((key) => {
      const owner = Object.hasOwn(KEYS_OF_OTHERS, key) ? KEYS_OF_OTHERS[key] : undefined;
      // A file for another profile is refused once, by its profile.
      if (owner !== undefined && document['profile'] === owner) return [];
      return [
        {
          path: key,
          reason:
            owner === undefined
              ? 'unknown key: remove it or correct its spelling'
              : `belongs to profile ${owner}: remove it`,
        },
      ];
    });
}

function isOfLaterVersion(document: Section): boolean {
  const { profile } = document;
  return typeof profile === 'string' && Object.hasOwn(PAIRS, profile) && !Object.hasOwn(PROFILES, profile);
}

function sectionProblems(document: Section): readonly Problem[] {
  return KEYS.filter((key) => !(isOfLaterVersion(document) && MAIN_LIST_KEYS.includes(key))).flatMap((key) => {
    const written = document[key];
    if (
      key === 'object' &&
      (Array.isArray(written) ||
        isSection(written) ||
        (typeof written === 'string' && /both|[,+&]|contacts?\W+leads?|leads?\W+contacts?/i.test(written)))
    )
      return [{ path: 'object', reason: ONE_OBJECT }];
    if (key === 'schedule' && written !== undefined) {
      const meant = meantSchedule(written);
      if (meant === null)
        return [
          {
            path: 'schedule',
            reason: 'must be manual, { every: 15m }, or { cron: "0 6-20 * * 1-5", timezone: Europe/Berlin }',
          },
        ];
      return problemsOf(meant.safeParse(written).error?.issues ?? [], document, [key]);
    }
    return problemsOf(sections[key].safeParse(written).error?.issues ?? [], document, [key]);
  });
}

/** The profile's own checks need its sections sound; the others may be at fault, so they are left out of the document they see. */
function profileProblems(document: Section, faulty: ReadonlySet<string>): readonly Problem[] {
  if (isOfLaterVersion(document))
    return [
      {
        path: 'profile',
        reason: `profile ${String(document['profile'])} is not in this version: it carries ${Object.keys(PROFILES).join(', ')}`,
      },
    ];
  const needed: readonly Key[] = ['profile', 'object', 'fields', 'conflict', 'fieldMapping'];
  if (needed.some((key) => faulty.has(key))) return [];
  const kept = Object.fromEntries(
    needed.filter((key) => document[key] !== undefined).map((key) => [key, document[key]]),
  );
  const seen = build(connectionFile.parse({ ...NEUTRAL, ...kept }));
  return PROFILES[seen.profile]?.check(seen) ?? [];
}

/** Stands in for sections that profile checks do not look at. */
const NEUTRAL = {
  version: 1,
  id: 'checked',
  profile: 'main-list',
  salesforce: { auth: { kind: 'client-credentials', clientId: 'checked', clientSecret: '${env:CHECKED}' } },
  platform: { kind: 'mailchimp', apiKey: '${env:CHECKED}' },
  list: 'checked',
} as const;

function top(path: string): string {
  return /^[^.[]*/.exec(path)?.[0] ?? path;
}

/** In the order of the sections, one problem per place and reason. */
function inOrder(problems: readonly Problem[]): readonly Problem[] {
  const rank = new Map<string, number>(KEYS.map((key, at) => [key, at]));
  const unique = [...new Map(problems.map((problem) => [`${problem.path} ${problem.reason}`, problem])).values()];
  return unique.toSorted((a, b) => (rank.get(top(a.path)) ?? -1) - (rank.get(top(b.path)) ?? -1));
}
