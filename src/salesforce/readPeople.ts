import { normaliseEmail } from '../domain/email.js';
import { SyncError } from '../domain/faults.js';
import { isAlive, type Snapshot } from '../domain/record.js';
import type { Page, People, Window } from '../ports/people.js';
import { readByJob, TO_BEGIN } from './bulk/readByJob.js';
import type { Catalogue } from './catalogue.js';
import type { Columns } from './columns.js';
import { readingBy } from './drift.js';
import { byObject, fullId, objectOf } from './ids.js';
import { countOf, everyRow, LARGEST_PAGE, query, type Scope } from './query.js';
import type { Session } from './session.js';
import { gone, snapshot } from './snapshot.js';
import { condition, list, moment, MOST_IN_LIST, name, pieces, roomBeside, text, within } from './soql.js';

export type Reading = Pick<People, 'page' | 'tally' | 'total' | 'read' | 'findByEmail' | 'madeByUs' | 'recheck'>;

export interface ReadOptions {
  readonly session: Session;
  readonly catalogue: Catalogue;
  readonly objects: readonly string[];
  readonly lookIn: readonly string[];
  readonly filter: string | null;
  /** Rows from which a window is read by a job. */
  readonly bulkFrom: number;
}

/** Contacts that a connection of Leads goes on with; the operator's filter is about Leads. */
const CONVERTED = 'Id IN (SELECT ConvertedContactId FROM Lead WHERE IsConverted = true)';

export function readPeople({ session, catalogue, objects, lookIn, filter, bulkFrom }: ReadOptions): Reading {
  const select = async (object: string, fields: readonly string[], lenient = false) => {
    const chosen = await catalogue.columns(object, fields, lenient);
    if (chosen !== null) return chosen;
    throw new SyncError('misconfigured', `${object} is not there, or hidden from the user`, {
      system: 'salesforce',
      code: 'INVALID_TYPE',
    });
  };
  const every = async (scope: Scope, chosen: Columns, where: string) => {
    const rows = await readingBy(catalogue, chosen, () =>
      everyRow(session, scope, `SELECT ${chosen.list} FROM ${name(chosen.object)} WHERE ${where}`),
    );
    return rows.map((row) => snapshot(row, chosen));
  };

  const page = async (object: string, fields: readonly string[], window: Window): Promise<Page> => {
    const synced = objects.includes(object);
    const chosen = synced ? await select(object, fields) : await catalogue.columns(object, fields, true);
    if (chosen === null) return { records: [], next: null };
    const whereAfter = (after: Window['after']) =>
      [within({ ...window, after }), ...(synced ? filtered(filter, chosen) : [CONVERTED])].join(' AND ');
    const from = `SELECT ${chosen.list} FROM ${name(object)} WHERE ${whereAfter(window.after)}`;
    const { job } = window;
    const asking = <T>(work: () => Promise<T>) => readingBy(catalogue, chosen, work);
    if (job) return asking(() => readByJob(session, job, window, from, chosen));
    // Where the walk may go on by a job, a first page of `bulkFrom` rows says already that it will.
    const mayJob = window.seq !== undefined && window.after === null;
    const limit = Math.max(1, Math.min(window.limit, LARGEST_PAGE, mayJob ? bulkFrom : LARGEST_PAGE));
    const soql = `${from} ORDER BY SystemModstamp, Id LIMIT ${limit}`;
    const answer = await asking(() => query(session, 'queryAll', soql));
    const records = answer.rows.map((row) => snapshot(row, chosen));
    const last = records.at(-1);
    // Where Salesforce cut the page itself, the keyset goes on from there: no cursor of the org has to live until the next call.
    const more = last !== undefined && (answer.rest !== null || records.length >= limit);
    if (!more) return { records, next: null };
    const next = { stamp: last.stamp, id: last.id };
    const left = async () => countOf(session, `SELECT count() FROM ${name(object)} WHERE ${whereAfter(next)}`);
    const large = mayJob && (records.length >= bulkFrom || records.length + (await asking(left)) >= bulkFrom);
    return { records, next, ...(large ? { job: TO_BEGIN } : {}) };
  };

  const read = async (fields: readonly string[], ids: readonly string[]): Promise<readonly Snapshot[]> => {
    const wanted = [...new Set(ids.map(fullId))];
    const found = new Map<string, Snapshot>();
    for (const [object, own] of byObject(wanted)) {
      // Lenient: a row of an older mapping is read back by the fields it wrote, whether they are still there or not (L5).
      const chosen = await catalogue.columns(object, fields, true);
      if (chosen === null) continue;
      for (const piece of pieces(own, MOST_IN_LIST, roomBeside(chosen.list))) {
        for (const record of await every('queryAll', chosen, `Id IN ${list(piece)}`)) found.set(record.id, record);
      }
    }
    return wanted.map((id) => found.get(id) ?? gone(id, objectOf(id) ?? objects[0] ?? 'Contact'));
  };

  /** Everyone who changed since then, deleted or not; null where that takes more calls than `most`. */
  const changedSince = async (fields: readonly string[], since: number, most: number) => {
    const where = `SystemModstamp >= ${moment(wholeSecond(since))}`;
    const walked: Columns[] = [];
    let calls = 0;
    for (const object of walkedObjects(objects)) {
      const chosen = await catalogue.columns(object, fields, true);
      if (chosen === null) continue;
      walked.push(chosen);
      const rows = await countOf(session, `SELECT count() FROM ${name(object)} WHERE ${where}`);
      calls += 1 + Math.max(1, Math.ceil(rows / LARGEST_PAGE));
      if (calls > most) return null;
    }
    const found: Snapshot[] = [];
    for (const chosen of walked) found.push(...(await every('queryAll', chosen, where)));
    return found;
  };

  const findByEmail = async (fields: readonly string[], emails: readonly string[]): Promise<readonly Snapshot[]> => {
    const keys = new Set(emails.flatMap((email) => normaliseEmail(email) ?? []));
    const found: Snapshot[] = [];
    for (const object of lookIn) {
      const chosen = await catalogue.columns(object, fields);
      if (chosen === null) continue;
      for (const piece of pieces([...keys], MOST_IN_LIST, roomBeside(chosen.list))) {
        const alike = await every(
          'query',
          chosen,
          `Email IN ${list(piece)}${chosen.converts ? ' AND IsConverted = false' : ''}`,
        );
        found.push(...alike.filter((record) => isAlive(record) && keys.has(normaliseEmail(record.email) ?? '')));
      }
    }
    return found;
  };

  return {
    page,
    read,
    findByEmail,
    /** Counting costs a call and proves nothing: rows may have come and gone. */
    tally: () => Promise.resolve(null),
    total: async (object) => {
      const synced = objects.includes(object);
      const chosen = synced ? await select(object, []) : await catalogue.columns(object, [], true);
      if (chosen === null) return 0;
      const where = (synced ? filtered(filter, chosen) : [CONVERTED]).join(' AND ');
      return readingBy(catalogue, chosen, () =>
        countOf(session, `SELECT count() FROM ${name(object)}${where === '' ? '' : ` WHERE ${where}`}`),
      );
    },
    madeByUs: async (fields, since) => {
      const user = await session.user();
      const made = [];
      for (const object of objects) {
        made.push(
          ...(await every(
            'queryAll',
            await select(object, fields, true),
            `CreatedById = ${text(user)} AND CreatedDate >= ${moment(wholeSecond(since))}`,
          )),
        );
      }
      return made;
    },
    // A batch by its ids is one call. Of a job's thousands what changed since is nearly always less; not so after a mass update, our own maybe.
    recheck: async (fields, ids, since) => {
      const at = session.now();
      const changed = ids.length > MOST_IN_LIST ? await changedSince(fields, since, ids.length / MOST_IN_LIST) : null;
      return changed === null ? { at, records: await read(fields, ids), partial: true } : { at, records: changed };
    },
  };
}

/**
 * The operator's filter, and what is to be seen whatever it says: who left by deletion, merge or conversion, and opt-outs (R-ALL-8).
 * Reads by id know no filter, nor does the look-up by email: someone outside it must not be created a second time.
 */
function filtered(filter: string | null, { optOut, converts }: Columns): readonly string[] {
  if (filter === null) return [];
  const always = [
    'IsDeleted = true',
    ...(converts ? ['IsConverted = true'] : []),
    ...(optOut ? ['HasOptedOutOfEmail = true'] : []),
  ];
  return [`(${[condition(filter), ...always].join(' OR ')})`];
}

/** What a connection of these walks: whoever's lead was converted goes on as a contact (R-ALL-10). */
export function walkedObjects(objects: readonly string[]): readonly string[] {
  return objects.includes('Lead') ? [...new Set([...objects, 'Contact'])] : objects;
}

/** Stamps have whole seconds: one made in the second of `since` shows its beginning. */
function wholeSecond(at: number): number {
  return Math.floor(at / 1000) * 1000;
}
