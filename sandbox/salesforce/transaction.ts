import type { WriteOp } from '../kit/types.js';
import type { LateCommit, Mail, Org } from './org.js';
import type { Row } from './shapes.js';

export interface LogEntry {
  readonly op: WriteOp;
  readonly object: string;
  readonly id: string;
  /** Told when the log is read: most writes are never asked about. */
  readonly fields: () => Readonly<Record<string, readonly [unknown, unknown]>>;
}

/** How much had been done at some point. */
export interface Mark {
  readonly steps: number;
  readonly entries: number;
  readonly mails: number;
  readonly late: number;
}

/** Changes that stand together or not at all; log entries, mails and late commits go out when they stand. */
export interface Transaction {
  put(object: string, row: Row): void;
  /** Gone for good, as a merged duplicate membership is. */
  drop(object: string, id: string): void;
  log(entry: LogEntry): void;
  mail(mail: Mail): void;
  mark(): Mark;
  undo(to: Mark): void;
  /** Hides what was put since the mark until `at` (epoch ms): it commits late, with the stamps it took early. */
  delay(since: Mark, at: number): void;
  /** Ids put so far. */
  touched(): readonly string[];
  /** @param client the user the log names; null for what a user does in the org itself, which no log of API writes knows */
  commit(client: string | null): void;
}

interface Step {
  readonly object: string;
  readonly id: string;
  readonly before: Row | null;
}

export function begin(org: Org): Transaction {
  const steps: Step[] = [];
  const entries: LogEntry[] = [];
  const mails: Mail[] = [];
  const late: LateCommit[] = [];
  const restore = (to: number): void => {
    while (steps.length > to) {
      const { object, id, before } = steps.pop() as Step;
      if (before === null) org.table(object).drop(id);
      else org.table(object).put(before);
    }
  };
  return {
    put: (object, row) => {
      steps.push({ object, id: row.Id, before: org.table(object).put(row) });
    },
    drop: (object, id) => {
      steps.push({ object, id, before: org.table(object).get(id) });
      org.table(object).drop(id);
    },
    log: (entry) => entries.push(entry),
    mail: (mail) => mails.push(mail),
    mark: () => ({ steps: steps.length, entries: entries.length, mails: mails.length, late: late.length }),
    undo: (to) => {
      restore(to.steps);
      entries.length = to.entries;
      mails.length = to.mails;
      late.length = to.late;
    },
    delay: (since, at) => {
      const written = new Map(steps.slice(since.steps).map(({ object, id }) => [id, object]));
      const rows = [...written].flatMap(([id, object]) => {
        const row = org.table(object).get(id);
        return row === null ? [] : [[object, row] as const];
      });
      restore(since.steps);
      late.push({ at, rows });
    },
    touched: () => steps.map((step) => step.id),
    commit: (client) => {
      const { outer } = org;
      if (outer !== null) {
        outer.push({ undo: () => restore(0), publish: () => publish(client) });
        return;
      }
      publish(client);
    },
  };
  function publish(client: string | null): void {
    org.mails.push(...mails);
    for (const one of late) org.commitLate(one);
    if (client === null) return;
    for (const { op, object, id, fields } of entries)
      org.kit.writes.addLazy({ system: 'salesforce', entity: object, id, op, client }, fields);
  }
}

/** What a committed transaction does to the ones around it: a composite call may yet undo all of its calls. */
export interface Held {
  undo(): void;
  publish(): void;
}

/** Runs several transactions as one: undone together when `stands` says no, latest first. */
export function together<T>(org: Org, act: () => T, stands: (result: T) => boolean): T {
  const held: Held[] = [];
  const before = org.outer;
  org.outer = held;
  try {
    const result = act();
    org.outer = before;
    if (!stands(result)) for (const one of held.toReversed()) one.undo();
    else if (before === null) for (const one of held) one.publish();
    else before.push(...held);
    return result;
  } catch (error) {
    for (const one of held.toReversed()) one.undo();
    throw error;
  } finally {
    org.outer = before;
  }
}

/** The row as saved now by this user. */
export function stamped(org: Org, row: Row, userId: string): Row {
  const at = org.now();
  return { ...row, LastModifiedDate: at, LastModifiedById: userId, SystemModstamp: at };
}
