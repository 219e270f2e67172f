import type { Cause } from '../../domain/inbox.js';
import type { JournalRow } from '../../domain/journal.js';
import type { FieldRule, Mapping } from '../../domain/mapping.js';
import type { Value } from '../../domain/value.js';
import { systemOf } from '../../domain/side.js';
import type { Explanation, InboxEntry, Office } from '../../ports/office.js';
import { EXIT, ExitError } from '../exit.js';
import { isoTime } from '../print/isoTime.js';
import type { OfficeDesk } from './desk.js';
import { knownConnection } from './knownConnection.js';
import { personName } from './personName.js';
import { recentRuns } from './recentRuns.js';

/** `tandem explain --json`: part of the command's contract. */
export interface Explained {
  readonly link: {
    readonly salesforce: string | null;
    readonly platform: string | null;
    readonly state: 'linked' | 'unlinked';
  } | null;
  readonly fields: readonly ExplainedField[];
  /** Whoever was deleted is not created there again (R-ALL-9), until it is cleared. */
  readonly tombstone?: { readonly system: 'salesforce' | 'platform'; readonly record: string };
  /** On either side (R-ALL-8). */
  readonly optedOut: boolean;
  /** Changes of this person that wait for `approve` or `reject`. */
  readonly held: readonly {
    readonly hash: string;
    readonly system: 'salesforce' | 'platform';
    readonly fields: readonly string[];
  }[];
  /** What the inbox says of the person. */
  readonly entries: readonly { readonly entry: number; readonly cause: Cause; readonly fields: readonly string[] }[];
}

export interface ExplainedField {
  readonly field: string;
  /** As each side last showed it. */
  readonly salesforce: Value;
  readonly platform: Value;
  readonly baseline: { readonly salesforce: Value; readonly platform: Value } | null;
  readonly direction: FieldRule['direction'];
  /** Which rule the last write followed; null: never written by us. */
  readonly rule: string | null;
  readonly winner: 'salesforce' | 'platform' | null;
  /** Whose stamp decided: the record's, as fields' own histories are not read in this version. */
  readonly precision: 'record';
  readonly run: number | null;
  readonly at: string | null;
}

/** As many ids as someone may have had; more would be somebody else's. */
const MOST_NAMES = 30;

/** Why a person stands as it does, from the store alone. Exit 2 when the connection never met such a person. */
export async function explainPerson(
  { store }: Pick<OfficeDesk, 'store'>,
  id: string,
  person: string,
): Promise<Explained> {
  await knownConnection(store, id);
  const name = personName(person);
  const found = await standing(store, id, name);
  if (found !== null) return explained(found, await lastMapping(store, id));
  const listed = (await store.inbox(id, ['error', 'waiting', 'skipped', 'again'])).filter((entry) =>
    [entry.crm, entry.platform, entry.key].includes(name),
  );
  if (listed.length === 0)
    throw new ExitError(
      EXIT.invalid,
      `PERSON: connection ${id} has met nobody by that Salesforce id, platform id or email`,
    );
  return { link: null, fields: [], optedOut: false, held: [], entries: listed.map(entryOf) };
}

/** Dead links of a merged or converted record share an id with the link that went on: its old ids lead to its successor. */
async function standing(store: Office, id: string, name: string): Promise<Explanation | null> {
  const asked = new Set<string>();
  let first: Explanation | null = null;
  for (let names = [name]; names.length > 0 && asked.size < MOST_NAMES;) {
    const found: Explanation[] = [];
    for (const one of names) found.push(...(await store.explain(id, one)));
    for (const one of names) asked.add(one);
    const live = found.find(({ link }) => !link.dead);
    if (live !== undefined) return live;
    first ??= found[0] ?? null;
    names = [
      ...new Set(found.flatMap(({ link: { ids } }) => [ids.platform, ids.crm].flatMap((one) => one ?? []))),
    ].filter((one) => !asked.has(one));
  }
  return first;
}

async function lastMapping(store: Office, id: string): Promise<Mapping | null> {
  for await (const run of recentRuns(store, id)) if (run.mapping !== null) return run.mapping;
  return null;
}

function explained({ link, baseline, rows, entries, stones }: Explanation, mapping: Mapping | null): Explained {
  const stone = stones.find(({ cleared, heir }) => !cleared && heir === null);
  const whole = !link.dead && link.ids.crm !== null && link.ids.platform !== null;
  return {
    link: { salesforce: link.ids.crm, platform: link.ids.platform, state: whole ? 'linked' : 'unlinked' },
    fields: (mapping?.rules ?? []).map((rule) => fieldOf(rule, baseline[rule.key], rows)),
    ...(stone === undefined ? {} : { tombstone: { system: systemOf(stone.side), record: stone.record } }),
    optedOut: link.optedOut.crm || link.optedOut.platform,
    held: rows.flatMap(heldOf),
    entries: entries.map(entryOf),
  };
}

function heldOf({ state, hold, side, changes }: JournalRow): Explained['held'] {
  if (state !== 'held' || hold === null) return [];
  return [{ hash: hold, system: systemOf(side), fields: changes.map(({ field }) => field) }];
}

function fieldOf(
  rule: FieldRule,
  base: Explanation['baseline'][string] | undefined,
  rows: readonly JournalRow[],
): ExplainedField {
  const row = rows.find(
    (candidate) => candidate.lane !== 'plan' && candidate.changes.some((change) => change.rule === rule.key),
  );
  const change = row?.changes.find((candidate) => candidate.rule === rule.key);
  // A refused or unanswered write is newer than the baseline: it tells what the sides showed when it was planned.
  const newer =
    row !== undefined && change !== undefined && row.state !== 'done' && (base === undefined || row.run >= base.run);
  const shown = newer ? { [row.side]: change.old, [row.side === 'crm' ? 'platform' : 'crm']: change.from } : undefined;
  return {
    field: rule.crm,
    salesforce: shown?.['crm'] ?? base?.crm ?? null,
    platform: shown?.['platform'] ?? base?.platform ?? null,
    baseline: base === undefined ? null : { salesforce: base.crm, platform: base.platform },
    direction: rule.direction,
    rule: row === undefined ? null : ruleOf(rule, row),
    winner: row === undefined ? null : row.side === 'crm' ? 'platform' : 'salesforce',
    precision: 'record',
    run: base?.run ?? row?.run ?? null,
    at: base === undefined ? null : isoTime(base.at),
  };
}

function ruleOf(rule: FieldRule, row: JournalRow): string {
  if (rule.direction !== 'twoWay') return 'R-ALL-3';
  return row.op === 'create' ? 'R-ALL-5' : 'R-ALL-4';
}

function entryOf({ entry, cause, fields }: InboxEntry): Explained['entries'][number] {
  return { entry, cause, fields };
}
