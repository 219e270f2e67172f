import { parseConnectionFile } from '../../src/connection/parse.js';
import type { Desk } from '../../src/cli/operations/desk.js';
import type { Connection } from '../../src/domain/connection.js';
import type { Lease, Store } from '../../src/ports/store.js';
import type { NewLink, NewRow, RunPatch } from '../../src/ports/stored.js';
import type { Tx } from '../../src/ports/tx.js';
import { fileWith, type Changes } from '../connection/file.js';
import { memoryStore } from '../support/memoryStore.js';
import { fakeEngine, type FakeEngine } from './fakeEngine.js';

export const ID = 'acme-newsletter';
/** 2026-03-01T12:00:00Z */
export const NOON = Date.UTC(2026, 2, 1, 12);

export interface TestDesk extends Desk {
  readonly store: Store;
  readonly engine: FakeEngine;
  /** Called at every sleep, with how often there was one: what happens meanwhile. */
  meanwhile: (turn: number) => Promise<void> | void;
}

/** A desk over a store in memory whose time passes only in sleeps. */
export function testDesk(engine: FakeEngine = fakeEngine()): TestDesk {
  let at = NOON;
  let turns = 0;
  const desk: TestDesk = {
    store: memoryStore(() => at),
    engine,
    now: () => at,
    sleep: async (ms) => {
      at += ms;
      await desk.meanwhile((turns += 1));
    },
    meanwhile: () => undefined,
  };
  return desk;
}

export function soundConnection(changes: Changes = {}): Connection {
  const parsed = parseConnectionFile(fileWith(changes), 'acme.yaml');
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.connection;
}

export async function applied(desk: TestDesk, changes: Changes = {}): Promise<void> {
  const connection = soundConnection(changes);
  await desk.store.putConnection(connection.id, JSON.stringify(changes), connection, '/files');
}

/** How a run ends that left nothing to do. */
export const settled = { endedAt: NOON + 60_000, outcome: 'inStep' as const, historyEvents: 40 };
/** What a run does that has nothing to do. */
export const nothing = async () => undefined;

/** Stores a run as activities would, up to what `work` leaves. */
export async function storedRun(
  desk: TestDesk,
  run: number,
  mode: 'sync' | 'plan',
  work: (tx: Tx, lease: Lease) => Promise<void>,
  end: RunPatch | null,
): Promise<void> {
  await desk.store.openRun({ connection: ID, run, mode, full: false, records: [], version: 1, startedAt: desk.now() });
  const lease = await desk.store.lease(ID, run, mode === 'plan' ? 'plan' : 'write:platform');
  await desk.store.transaction(lease, (tx) => work(tx, lease));
  if (end !== null) await desk.store.transaction(lease, (tx) => tx.saveRun(end));
}

export const nobody: NewLink = {
  ids: { crm: '003000000000001AAA', platform: 'c1' },
  object: 'Contact',
  keys: { crm: 'ada@example.org', platform: 'ada@example.org' },
  gone: { crm: false, platform: false },
  optedOut: { crm: false, platform: false },
  wrote: { crm: null, platform: null },
  behind: false,
  refused: null,
  dead: false,
  tentative: false,
};

export const update: NewRow = {
  run: 1,
  link: 0,
  side: 'platform',
  op: 'update',
  object: 'member',
  target: 'c1',
  source: '003000000000001AAA',
  changes: [
    {
      rule: 'Email=EMAIL:email',
      field: 'EMAIL',
      old: 'ada@example.org',
      next: 'ada@example.com',
      from: 'ada@example.com',
    },
    { rule: 'Title=TITLE:text', field: 'TITLE', old: null, next: 'Countess', from: 'Countess' },
    { rule: 'Phone=PHONE:phone', field: 'PHONE', old: '1', next: '1', from: '1' },
  ],
  rev: 1,
  key: 'ada@example.com',
  optedOut: false,
  mapping: 'm',
  planHash: 'hash-1',
  kind: 'update',
  hold: null,
  state: 'planned',
};
