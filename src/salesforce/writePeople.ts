import { SyncError } from '../domain/faults.js';
import type { Fields } from '../domain/value.js';
import type { Change, Draft, OptOut, Outcome, People, Removal } from '../ports/people.js';
import type { Catalogue } from './catalogue.js';
import { vanished } from './columns.js';
import { driftAmong, writingBy } from './drift.js';
import { fullId } from './ids.js';
import { outcomes, saveResults } from './outcomes.js';
import type { Session } from './session.js';
import { name } from './soql.js';

export type Writing = Pick<People, 'create' | 'update' | 'optOut' | 'optIn' | 'remove'>;

export interface WriteOptions {
  readonly session: Session;
  readonly catalogue: Catalogue;
  readonly externalIdField: string | null;
  readonly assignmentRules: boolean;
  readonly duplicateRules: 'respect' | 'allow';
}

/** sObject Collections: at most so many records a call. */
export const LARGEST_BATCH = 200;

/** One call a batch, each record by itself (`allOrNone` false); none is ever sent twice. */
export function writePeople({
  session,
  catalogue,
  externalIdField,
  assignmentRules,
  duplicateRules,
}: WriteOptions): Writing {
  /** R-ALL-12: our writes cause no side effects unless the connection asks for them. */
  const headers = {
    'Sforce-Auto-Assign': assignmentRules ? 'TRUE' : 'FALSE',
    'Sforce-Duplicate-Rule-Header': `allowSave=${duplicateRules === 'allow'}; includeRecordDetails=false; runAsCurrentUser=true`,
  };
  const send = (method: 'POST' | 'PATCH', path: string, records: readonly unknown[]) =>
    session.ask(
      { method, path, body: { allOrNone: false, records }, headers, writing: true },
      saveResults(records.length),
    );

  const update = async (changes: readonly Change[]): Promise<readonly Outcome[]> => {
    if (changes.length === 0) return [];
    atMostABatch(changes);
    const records = changes.map(({ object, id, fields }) => ({
      attributes: { type: name(object) },
      id: fullId(id),
      ...named(fields),
    }));
    const answer = await writingBy(catalogue, 'update', changes, async () =>
      outcomes(await send('PATCH', '/composite/sobjects', records), { op: 'update', carries: null }),
    );
    return driftAmong(catalogue, 'update', changes, answer);
  };

  /** R-ALL-8. A field our user may not write is the record's trouble, not the batch's. */
  const setOptOut = async (people: readonly OptOut[], optedOut: boolean): Promise<readonly Outcome[]> => {
    const may = new Map<string, boolean>();
    for (const object of new Set(people.map((one) => one.object)))
      may.set(object, (await catalogue.described(object))?.fields.get('hasoptedoutofemail')?.updateable === true);
    const sent = people.filter(({ object }) => may.get(object));
    const answers = (await update(sent.map((one) => ({ ...one, fields: { HasOptedOutOfEmail: optedOut } })))).values();
    return people.map(({ object }) => (may.get(object) ? (answers.next().value ?? missing()) : refusedOptOut()));
  };

  /** Into the recycle bin. Whoever is there already comes back as `stale`. */
  const remove = async (removals: readonly Removal[]): Promise<readonly Outcome[]> => {
    if (removals.length === 0) return [];
    atMostABatch(removals);
    const path = `/composite/sobjects?ids=${removals.map(({ id }) => fullId(id)).join(',')}&allOrNone=false`;
    const answer = await session.ask({ method: 'DELETE', path, headers, writing: true }, saveResults(removals.length));
    return outcomes(answer, { op: 'update', carries: null });
  };

  /** Inserts: never changes a record that is there. A unique external id makes Salesforce itself refuse the second one. */
  const insert = async (drafts: readonly Prepared[]): Promise<readonly Outcome[]> => {
    const records = drafts.map(({ draft, fields }) => ({ attributes: { type: name(draft.object) }, ...fields }));
    return outcomes(await send('POST', '/composite/sobjects', records), { op: 'create', carries: externalIdField });
  };
  /** Where the external id is not unique in the org, an upsert is what keeps a person from being made twice. */
  const upsert = async (object: string, field: string, drafts: readonly Prepared[]): Promise<readonly Outcome[]> => {
    const records = drafts.map(({ fields }) => ({ attributes: { type: name(object) }, ...fields }));
    return outcomes(await send('PATCH', `/composite/sobjects/${name(object)}/${name(field)}`, records), {
      op: 'create',
      carries: field,
    });
  };

  const create = async (drafts: readonly Draft[]): Promise<readonly Outcome[]> => {
    if (drafts.length === 0) return [];
    atMostABatch(drafts);
    const object = drafts[0]?.object ?? '';
    const described = await catalogue.described(object);
    if (described === null)
      throw new SyncError('misconfigured', `${object} is not there, or hidden from the user`, {
        system: 'salesforce',
        code: 'INVALID_TYPE',
      });
    const optOut = described.fields.get('hasoptedoutofemail')?.createable === true;
    const external = externalIdField === null ? undefined : described.fields.get(externalIdField.toLowerCase());
    if (externalIdField !== null && external?.createable !== true)
      throw vanished(object, externalIdField, 'misconfigured');
    const prepared = drafts.map((draft): Prepared | Outcome => {
      // Someone who opted out is created so, or not at all (R-ALL-8).
      if (draft.optedOut && !optOut) return refusedOptOut();
      const carried = draft.carries === null || external === undefined ? {} : { [external.name]: draft.carries };
      return {
        draft,
        fields: { ...named(draft.fields), ...carried, ...(draft.optedOut ? { HasOptedOutOfEmail: true } : {}) },
      };
    });
    const sent = prepared.filter(isPrepared);
    const byUpsert =
      external !== undefined &&
      !external.unique &&
      sent.every(({ draft }) => draft.carries !== null && draft.object === object);
    const rows = sent.map(({ draft }) => draft);
    const answers =
      sent.length === 0
        ? []
        : await driftAmong(
            catalogue,
            'create',
            rows,
            await writingBy(catalogue, 'create', rows, () =>
              byUpsert ? upsert(object, external.name, sent) : insert(sent),
            ),
          );
    let next = 0;
    return prepared.map((one) => (isPrepared(one) ? (answers[next++] ?? missing()) : one));
  };

  return {
    create,
    update,
    optOut: (people) => setOptOut(people, true),
    optIn: (people) => setOptOut(people, false),
    remove,
  };
}

interface Prepared {
  readonly draft: Draft;
  readonly fields: Fields;
}

function isPrepared(one: Prepared | Outcome): one is Prepared {
  return 'draft' in one;
}

/** Only names that Salesforce could have: `Account.Name` may be read, never written. */
function named(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).map(([field, value]) => [name(field), value]));
}

function atMostABatch(rows: readonly unknown[]): void {
  if (rows.length > LARGEST_BATCH)
    throw new SyncError('broken', `${rows.length} rows in one batch: Salesforce takes ${LARGEST_BATCH}`, {
      system: 'tandem',
    });
}

function refusedOptOut(): Outcome {
  return { kind: 'refused', code: 'INVALID_FIELD_FOR_INSERT_UPDATE', fields: ['HasOptedOutOfEmail'], vendorText: '' };
}

function missing(): never {
  throw new SyncError('unknown', 'fewer answers than records were sent', { system: 'salesforce', code: 'UNREADABLE' });
}
