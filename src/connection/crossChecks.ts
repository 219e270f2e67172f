import type { PlatformKind, ProfileName } from '../domain/connection.js';
import type { Problem } from '../profiles/profile.js';
import { hostProblem, isLoopback, webhookProblem } from './hosts.js';
import { pathOf, textAt, valueAt } from './problems.js';
import { ruleProblems } from './ruleProblems.js';
import { DURATION } from './words.js';
import { msOf } from './units.js';

/** Which platform each profile speaks to. */
export const PAIRS: Readonly<Record<ProfileName, PlatformKind>> = {
  'main-list': 'mailchimp',
  'address-books': 'dotdigital',
  engagement: 'apollo',
  'gift-directory': 'directory',
  'lead-gen': 'sharpspring',
};

type Check = (document: unknown) => readonly Problem[];

/** What holds between sections. Each looks at the file as written and passes over what is not there or of another shape: the schema names that. */
const CHECKS: readonly Check[] = [hosts, pairing, pace, quiet, ruleProblems, strayReferences];

export function crossProblems(document: unknown): readonly Problem[] {
  return CHECKS.flatMap((check) => check(document));
}

function kindOf(document: unknown): PlatformKind | null {
  const kind = textAt(document, 'platform', 'kind');
  return Object.values(PAIRS).find((known) => known === kind) ?? null;
}

function profileAt(document: unknown): ProfileName | null {
  const name = textAt(document, 'profile');
  return Object.keys(PAIRS).find((known): known is ProfileName => known === name) ?? null;
}

function hosts(document: unknown): readonly Problem[] {
  const loopback = valueAt(document, ['allowLoopback']) === true;
  const kind = kindOf(document);
  const places: readonly (readonly [readonly string[], (written: string) => string | null])[] = [
    [['salesforce', 'loginUrl'], (written) => hostProblem('salesforce', written, loopback)],
    [['salesforce', 'auth', 'instanceUrl'], (written) => hostProblem('salesforce', written, loopback)],
    [['salesforce', 'auth', 'audience'], (written) => hostProblem('salesforce', written, loopback)],
    [['platform', 'baseUrl'], (written) => (kind === null ? null : hostProblem(kind, written, loopback))],
    [['alerts', 'webhook'], (written) => (written.startsWith('${') ? null : webhookProblem(written, loopback))],
  ];
  return places.flatMap(([keys, problem]) => {
    const written = textAt(document, ...keys);
    // An address that cannot be read at all is the schema's to name; the webhook has no schema of that kind.
    if (written === null || (!URL.canParse(written) && keys[0] !== 'alerts')) return [];
    const reason = problem(written);
    return reason === null ? [] : [{ path: pathOf(keys), reason }];
  });
}

function pairing(document: unknown): readonly Problem[] {
  const profile = profileAt(document);
  const kind = kindOf(document);
  if (profile === null || kind === null || PAIRS[profile] === kind) return [];
  return [
    {
      path: 'platform.kind',
      reason: `profile ${profile} speaks to ${PAIRS[profile]}, not to ${kind}: change one of the two`,
    },
  ];
}

/** A minute is the least; on a sandbox a second. */
function pace(document: unknown): readonly Problem[] {
  const every = textAt(document, 'schedule', 'every');
  if (every === null || !DURATION.test(every)) return [];
  const login = textAt(document, 'salesforce', 'loginUrl') ?? '';
  const sandbox = valueAt(document, ['allowLoopback']) === true && URL.canParse(login) && isLoopback(new URL(login));
  const least = sandbox ? 1000 : 60_000;
  return msOf(every) >= least ? [] : [{ path: 'schedule.every', reason: `must be at least ${sandbox ? '1s' : '1m'}` }];
}

function quiet(document: unknown): readonly Problem[] {
  if (valueAt(document, ['quietHours']) === undefined) return [];
  if (valueAt(document, ['schedule']) === 'manual')
    return [{ path: 'quietHours', reason: 'a manual schedule runs only when asked: remove quietHours' }];
  return valueAt(document, ['schedule', 'quietHours']) === undefined
    ? []
    : [{ path: 'quietHours', reason: 'is given here and in schedule: keep one' }];
}

/** Places in which a worker resolves references. Elsewhere one would be sent out as it stands. */
const RESOLVED = [
  /^salesforce\.auth\./,
  /^platform\.(?:apiKey|user|password|accountId|secretKey)$/,
  /^alerts\.webhook$/,
];

function strayReferences(document: unknown): readonly Problem[] {
  const found: Problem[] = [];
  const walk = (value: unknown, keys: readonly PropertyKey[]): void => {
    if (typeof value === 'string') {
      const path = pathOf(keys);
      if (/\$\{(?:env|file):/.test(value) && !RESOLVED.some((place) => place.test(path)))
        found.push({
          path,
          reason: 'references are resolved in credentials and in alerts.webhook only: write the value itself',
        });
    } else if (Array.isArray(value)) value.forEach((item, at) => walk(item, [...keys, at]));
    else if (typeof value === 'object' && value !== null)
      for (const [key, item] of Object.entries(value)) walk(item, [...keys, key]);
  };
  walk(document, []);
  return found;
}
