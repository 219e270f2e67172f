import type { FieldChange, JournalRow } from '../../src/domain/journal.js';
import type { Baseline, Link } from '../../src/domain/link.js';
import type { FieldRule } from '../../src/domain/mapping.js';
import type { Sight } from '../../src/domain/reconcile.js';
import type { Snapshot } from '../../src/domain/record.js';
import type { Side } from '../../src/domain/side.js';
import type { Fields, Value } from '../../src/domain/value.js';

/** One person, Ana, as a Salesforce contact and as a member, linked. Tests say only what they are about. */

export const NOON = Date.UTC(2026, 2, 1, 12);
export const IDS = { crm: '003000000000001AAA', platform: 'member-1' } as const;
export const ANA = 'ana@example.org';

/** A text field, two-way, under the policy most profiles have. */
export function rule(more: Partial<FieldRule> = {}): FieldRule {
  return {
    key: 'title',
    crm: 'Title',
    platform: 'TITLE',
    direction: 'twoWay',
    conflict: 'salesforce',
    blank: 'keeps',
    type: 'text',
    crmLength: null,
    platformLength: null,
    ...more,
  };
}

export function record(side: Side, more: Partial<Snapshot> = {}): Snapshot {
  return {
    side,
    id: IDS[side],
    object: side === 'crm' ? 'Contact' : 'member',
    email: ANA,
    fields: {},
    stamp: NOON,
    createdAt: NOON,
    optedOut: false,
    deleted: false,
    convertedTo: null,
    mergedInto: null,
    carries: null,
    unfit: null,
    ...more,
  };
}

export function link(more: Partial<Link> = {}): Link {
  return {
    id: 7,
    rev: 10,
    ids: IDS,
    object: 'Contact',
    keys: { crm: ANA, platform: ANA },
    gone: { crm: false, platform: false },
    optedOut: { crm: false, platform: false },
    wrote: { crm: null, platform: null },
    behind: false,
    refused: null,
    dead: false,
    tentative: false,
    ...more,
  };
}

/** `old` becomes `next` in the platform's TITLE, unless told otherwise. */
export function change(old: Value, next: Value, more: Partial<FieldChange> = {}): FieldChange {
  return { rule: 'title', field: 'TITLE', old, next, from: next, ...more };
}

/** An update of the member, planned against the link as `link()` makes it. */
export function row(more: Partial<JournalRow> = {}): JournalRow {
  return {
    id: 1,
    run: 3,
    link: 7,
    side: 'platform',
    op: 'update',
    object: 'member',
    target: IDS.platform,
    source: IDS.crm,
    changes: [change('a', 'b')],
    rev: 10,
    state: 'planned',
    attempt: 0,
    lane: 'write:platform',
    sentAt: null,
    job: null,
    tries: 0,
    key: null,
    optedOut: false,
    mapping: 'm1',
    planHash: 'p1',
    kind: 'update',
    hold: null,
    ...more,
  };
}

/** [CRM value, platform value] by rule key. */
export function baseline(pairs: Readonly<Record<string, readonly [Value, Value]>>): Baseline {
  return Object.fromEntries(
    Object.entries(pairs).map(([key, [crm, platform]]) => [key, { crm, platform, run: 1, at: NOON }]),
  );
}

export function sight(fields: Fields, more: Partial<Sight> = {}): Sight {
  return { fields, stamp: NOON, wrote: null, ...more };
}
