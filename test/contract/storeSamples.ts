import type { InboxDraft } from '../../src/domain/inbox.js';
import type { Snapshot } from '../../src/domain/record.js';
import type { Side } from '../../src/domain/side.js';
import type { Lease, Store } from '../../src/ports/store.js';
import type { NewLink, NewRow, RowUpdate, Staged } from '../../src/ports/stored.js';
import type { Tx } from '../../src/ports/tx.js';
import type { JournalRow } from '../../src/domain/journal.js';

/** One lane of one run of a connection of its own: laws must not meet in each other's rows. */
export interface Bench {
  readonly store: Store;
  readonly connection: string;
  readonly lease: Lease;
  tx<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
}

let benches = 0;

export async function bench(store: Store, lane = 'plan'): Promise<Bench> {
  benches += 1;
  return join(store, `acme-${benches}`, 1, lane);
}

/** Opens run `run` of the connection and leases a lane of it. */
export async function join(store: Store, connection: string, run: number, lane = 'plan'): Promise<Bench> {
  await store.openRun({ connection, run, mode: 'sync', full: false, records: [], version: 1, startedAt: 1_000 });
  const lease = await store.lease(connection, run, lane);
  return { store, connection, lease, tx: (work) => store.transaction(lease, work) };
}

export function newLink(crm: string | null, platform: string | null, changes: Partial<NewLink> = {}): NewLink {
  return {
    ids: { crm, platform },
    object: 'Contact',
    keys: { crm: crm && `${crm}@example.org`, platform: platform && `${platform}@example.org` },
    gone: { crm: false, platform: false },
    optedOut: { crm: false, platform: true },
    wrote: { crm: null, platform: 1_700_000_000_123 },
    behind: false,
    refused: null,
    dead: false,
    tentative: false,
    ...changes,
  };
}

export function newRow(link: number, changes: Partial<NewRow> = {}): NewRow {
  return {
    run: 1,
    link,
    side: 'platform',
    op: 'update',
    object: 'member',
    target: `m${link}`,
    source: `c${link}`,
    changes: [{ rule: 'Title=TITLE:text', field: 'TITLE', old: null, next: 'Dr. "Ö"\\n', from: 'Dr. "Ö"\\n' }],
    rev: 1,
    key: null,
    optedOut: false,
    mapping: 'v1',
    planHash: 'h1',
    kind: 'update',
    hold: null,
    state: 'planned',
    ...changes,
  };
}

export function create(link: number, changes: Partial<NewRow> = {}): NewRow {
  return newRow(link, { op: 'create', kind: 'create', target: null, ...changes });
}

/** The row in another state, as a write batch saves it. */
export function moved(row: JournalRow, state: JournalRow['state'], changes: Partial<RowUpdate> = {}): RowUpdate {
  return {
    ...row,
    state,
    attempt: 1,
    lane: 'plan',
    sentAt: state === 'planned' ? null : 5_000,
    tries: row.tries + 1,
    ...changes,
  };
}

export function staged(side: Side, id: string, changes: Partial<Staged> = {}, record: Partial<Snapshot> = {}): Staged {
  return {
    record: {
      side,
      id,
      object: side === 'crm' ? 'Contact' : 'member',
      email: `${id}@example.org`,
      fields: { Name: 'Ångström', Age: 42.5, Vip: true, Note: null },
      stamp: 1_700_000_000_123,
      createdAt: null,
      optedOut: false,
      deleted: false,
      convertedTo: null,
      mergedInto: null,
      carries: null,
      unfit: null,
      ...record,
    },
    key: `${id}@example.org`,
    seq: 10,
    phase: 'new',
    ...changes,
  };
}

export function listed(changes: Partial<InboxDraft> = {}): InboxDraft {
  return {
    cause: 'refused',
    crm: 'c1',
    platform: null,
    key: 'c1@example.org',
    fields: ['Title'],
    code: 'X',
    vendorText: 'no "good"',
    ...changes,
  };
}
