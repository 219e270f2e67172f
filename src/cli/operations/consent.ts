import type { Consent } from '../../domain/consent.js';
import { SyncError } from '../../domain/faults.js';
import type { Link } from '../../domain/link.js';
import { EXIT, ExitError } from '../exit.js';
import { awaitRun, type RunEnd, type Watch } from './awaitRun.js';
import type { Desk } from './desk.js';
import { knownConnection } from './knownConnection.js';

export interface Evidence {
  readonly source: string;
  readonly text: string | null;
  /** ISO 8601; null: now. */
  readonly at: string | null;
}

export interface Consented {
  readonly consent: Consent;
  /** Opted out still: the consent is not newer than the opt-out, or a side does not take it (see the inbox). */
  readonly optedOut: boolean;
  readonly end: RunEnd;
}

/**
 * Keeps evidence that a person wants to be mailed again, and has a run act on it (R-ALL-8). Ends the command with exit 2 for a person nobody or several are,
 * an empty source, a time that is none or has not come yet. While paused it is refused, and nothing is kept; else throws as awaitRun does, and the evidence stays.
 */
export async function consentOf(
  desk: Desk,
  id: string,
  person: string,
  evidence: Evidence,
  watch: Watch = () => undefined,
): Promise<Consented> {
  const { store, engine } = desk;
  await knownConnection(store, id);
  const { ids } = await theOne(desk, id, person);
  const consent: Consent = { ...ids, ...checked(evidence, desk.now()) };
  const kept = await store.addConsent(id, consent);
  const asked = { mode: 'sync', full: false, evenPaused: false } as const;
  const run = await engine.requestRun(id, asked).catch(async (error: unknown) => {
    if (error instanceof SyncError && error.kind === 'refused') await store.dropConsent(id, kept);
    throw error;
  });
  const end = await awaitRun(desk, { id, run, evenPaused: false }, watch);
  const { optedOut } = await theOne(desk, id, ids.crm ?? ids.platform ?? person);
  return { consent, optedOut: optedOut.crm || optedOut.platform, end };
}

async function theOne({ store }: Pick<Desk, 'store'>, id: string, person: string): Promise<Link> {
  const links = (await store.explain(id, person)).map(({ link }) => link).filter(({ dead }) => !dead);
  const [link, second] = links;
  if (link === undefined) throw invalid(`${id} knows nobody of this id or email`);
  if (second !== undefined) throw invalid('several people have this email: name one by a record’s id');
  return link;
}

function checked({ source, text, at }: Evidence, now: number): Pick<Consent, 'at' | 'source' | 'text'> {
  if (source.trim() === '') throw invalid('--source: say where the consent was given, like "form on the website"');
  const time = at === null ? now : /^\d{4}-\d\d-\d\d/.test(at) ? Date.parse(at) : NaN;
  if (Number.isNaN(time)) throw invalid('--at: must be a time like 2026-03-01T12:00:00Z');
  if (time > now) throw invalid('--at: that time has not come yet');
  return { source: source.trim(), text, at: time };
}

const invalid = (message: string) => new ExitError(EXIT.invalid, message);
