import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { SyncError } from '../../src/domain/faults.js';
import type { Snapshot } from '../../src/domain/record.js';
import type { Fields } from '../../src/domain/value.js';
import type { Draft, Outcome, Page, People, Position } from '../../src/ports/people.js';

/** What is broken on the way, once, for the next call of that kind. */
export type Fault = 'lost-answer' | 'hang' | 'html' | 'truncated' | 'throttled' | 'unavailable';

/** One system under the laws of ports/people.ts. Everything but `people` happens behind the adapter's back, as a user's doing. */
export interface Bench {
  readonly people: People;
  /** Windows are read by jobs of the system's own, where it has them; what these read comes in no order. */
  readonly byJobs?: boolean;
  /** Object that `create` makes. */
  readonly object: string;
  /** The system's names of what every system has. */
  readonly names: { readonly email: string; readonly first: string; readonly last: string };
  /** What an opt-out changes in a stored record. */
  readonly optOutWords: readonly string[];
  /** Of an opt-in, where it changes more. */
  readonly optInWords?: readonly string[];
  /** Another user adds a person with these fields, and gets the id the adapter will show. */
  add(fields: Fields): Promise<string>;
  /** Another user adds `count` people in one go, so that many share a stamp. */
  addMany(count: number): Promise<void>;
  edit(id: string, fields: Fields): Promise<void>;
  /** The record's fields as the system itself has them, mapped or not. */
  stored(id: string): Promise<Readonly<Record<string, unknown>>>;
  remove(id: string): Promise<void>;
  /** Breaks the next read or write. */
  breakNext(on: 'read' | 'write', fault: Fault): Promise<void>;
  /** How many changes the system took by API since it was made. */
  writes(): Promise<number>;
  close(): Promise<void>;
}

const EVER = { since: 0, after: null } as const;

/** How long the adapter waits for an answer: `short` (a few seconds) where one never comes, else long enough for a busy machine. */
export type Patience = 'short' | 'long';

/** The laws of People. `make` gives a system that holds nobody. */
export function peopleContract(system: string, make: (patience: Patience) => Promise<Bench>): void {
  describe(`${system} keeps the laws of People`, () => {
    let bench: Bench;
    beforeEach(async () => {
      bench = await make('long');
    });
    afterEach(() => bench.close());

    const fields = () => Object.values(bench.names);
    const person = (n: number | string, over: Partial<Record<'email' | 'first' | 'last', string>> = {}): Fields => ({
      [bench.names.email]: over.email ?? `person.${n}@example.org`,
      [bench.names.first]: over.first ?? `First ${n}`,
      [bench.names.last]: over.last ?? `Last ${n}`,
    });
    const draft = (n: number, over: Partial<Draft> = {}): Draft => ({
      ref: n,
      object: bench.object,
      fields: person(n),
      carries: null,
      optedOut: false,
      ...over,
    });
    const change = (record: Snapshot, changed: Fields, ref = 1) => ({
      ref,
      object: record.object,
      id: record.id,
      email: record.email,
      fields: changed,
    });
    const until = () => bench.people.now() + 2_000;
    /** Every record of a window, page by page. */
    const walk = async (window: { since: number; until: number; limit: number }): Promise<readonly Snapshot[]> => {
      const records: Snapshot[] = [];
      const seq = bench.byJobs ? { seq: 1 } : {};
      let after: Position | null = null;
      let job: Page['job'] = null;
      do {
        const page: Page = await bench.people.page(bench.object, fields(), { ...window, ...seq, after, job });
        records.push(...page.records);
        after = page.next;
        job = page.job ?? null;
      } while (after !== null);
      return records;
    };
    const one = async (id: string): Promise<Snapshot> => {
      const [record] = await bench.people.read(fields(), [id]);
      if (record === undefined) throw new Error('the system gave nothing for an id it made');
      return record;
    };
    const added = async (n: number) => one(await bench.add(person(n)));

    test('describe names the fields every system has, and its own time', async () => {
      const schema = await bench.people.describe(bench.object);
      expect(schema.fields.map((field) => field.name)).toEqual(expect.arrayContaining(fields()));
      expect(Math.abs(schema.at - bench.people.now())).toBeLessThan(5_000);
    });

    test('L1 a window over many records of one stamp yields each, never backwards', async () => {
      await bench.addMany(25);
      const records = await walk({ since: 0, until: until(), limit: 7 });
      expect(new Set(records.map((record) => record.id)).size).toBe(25);
      const stamps = records.map((record) => record.stamp);
      if (!bench.byJobs) expect(stamps).toEqual([...stamps].toSorted((a, b) => a - b));
    });

    test('L1 both bounds are inclusive, and nothing outside them is yielded', async () => {
      const { stamp, id } = await added(1);
      const idsOf = async (since: number, to: number) =>
        (await walk({ since, until: to, limit: 100 })).map((record) => record.id);
      expect(await idsOf(stamp, stamp)).toEqual([id]);
      expect(await idsOf(0, stamp - 1)).toEqual([]);
      expect(await idsOf(stamp + 1, stamp + 60_000)).toEqual([]);
    });

    test('L1 a position goes on strictly after itself, also among equal stamps', async () => {
      await bench.addMany(6);
      const first = await bench.people.page(bench.object, fields(), { ...EVER, until: until(), limit: 4 });
      const rest = await bench.people.page(bench.object, fields(), {
        since: 0,
        until: until(),
        after: first.next,
        limit: 100,
      });
      const ids = [...first.records, ...rest.records].map((record) => record.id);
      expect(new Set(ids).size).toBe(6);
    });

    test('L1 an edited record is met again under a later or equal stamp, with its new values', async () => {
      const before = await added(1);
      await bench.edit(before.id, { [bench.names.first]: 'Changed' });
      const [after] = await walk({ since: before.stamp, until: until(), limit: 100 });
      expect(after).toMatchObject({ id: before.id, fields: { [bench.names.first]: 'Changed' } });
      expect(after?.stamp).toBeGreaterThanOrEqual(before.stamp);
    });

    test('L1, L5 a deleted record is met in its window, and read by id, as deleted', async () => {
      const { id } = await added(1);
      await bench.remove(id);
      const met = await walk({ since: 0, until: until(), limit: 100 });
      expect(met.map((record) => [record.id, record.deleted])).toEqual([[id, true]]);
      expect((await one(id)).deleted).toBe(true);
    });

    test('L2 one outcome per draft in its order, and one bad record does not hide the others', async () => {
      const bad = draft(2, { fields: person(2, { email: 'no address' }) });
      const outcomes = await bench.people.create([draft(1), bad, draft(3)]);
      expect(outcomes.map((outcome) => outcome.kind)).toEqual(['done', 'refused', 'done']);
      const found = await bench.people.read(fields(), [idOf(outcomes[0]), idOf(outcomes[2])]);
      expect(found.map((record) => record.email)).toEqual(['person.1@example.org', 'person.3@example.org']);
    });

    test('L2 one outcome per change in its order; what is deleted is stale or refused, the others are done', async () => {
      const [a, b, c] = [await added(1), await added(2), await added(3)];
      await bench.remove(b.id);
      const outcomes = await bench.people.update(
        [a, b, c].map((record, ref) => change(record, { [bench.names.last]: 'New' }, ref)),
      );
      expect(outcomes.map((outcome) => outcome.kind)).toEqual([
        'done',
        expect.stringMatching(/^(stale|refused)$/),
        'done',
      ]);
      expect((await one(b.id)).deleted).toBe(true);
    });

    test('L2 nothing asked, nothing sent', async () => {
      const before = bench.people.calls();
      expect(await bench.people.create([])).toEqual([]);
      expect(await bench.people.update([])).toEqual([]);
      expect(bench.people.calls()).toBe(before);
    });

    test.each(['lost-answer', 'html', 'truncated'] as const)(
      'L2 a create whose answer is lost (%s) is unknown, and sent once',
      async (fault) => {
        await bench.people.describe(bench.object);
        await bench.breakNext('write', fault);
        await expect(bench.people.create([draft(1)])).rejects.toMatchObject({ name: 'SyncError', kind: 'unknown' });
        expect(await bench.writes()).toBeLessThanOrEqual(1);
      },
    );

    test('L2 an update whose answer is lost is unknown, and sent once', async () => {
      const record = await added(1);
      const before = await bench.writes();
      await bench.breakNext('write', 'lost-answer');
      await expect(bench.people.update([change(record, { [bench.names.first]: 'Lost' })])).rejects.toMatchObject({
        kind: 'unknown',
      });
      expect((await bench.writes()) - before).toBe(1);
      expect((await one(record.id)).fields[bench.names.first]).toBe('Lost');
    });

    test('L2 a write that was not taken up is throttled: nothing was written', async () => {
      await bench.people.describe(bench.object);
      await bench.breakNext('write', 'throttled');
      await expect(bench.people.create([draft(1)])).rejects.toMatchObject({ kind: 'throttled' });
      expect(await bench.writes()).toBe(0);
    });

    test.each([
      ['lost-answer', 'unreachable'],
      ['html', 'unreachable'],
      ['truncated', 'unreachable'],
      ['throttled', 'throttled'],
    ] as const)('L7 a read that is broken off (%s) is %s, never unknown, never a short answer', async (fault, kind) => {
      await bench.addMany(3);
      await bench.people.describe(bench.object);
      await bench.breakNext('read', fault);
      await expect(
        bench.people.page(bench.object, fields(), { ...EVER, until: until(), limit: 100 }),
      ).rejects.toMatchObject({ name: 'SyncError', kind });
    });

    test('L2, L7 an answer that never comes is given up: unknown for a write, unreachable for a read', async () => {
      await bench.close();
      bench = await make('short');
      await bench.people.describe(bench.object);
      await bench.breakNext('write', 'hang');
      await expect(bench.people.create([draft(1)])).rejects.toMatchObject({ name: 'SyncError', kind: 'unknown' });
      await bench.breakNext('read', 'hang');
      await expect(
        bench.people.page(bench.object, fields(), { ...EVER, until: until(), limit: 100 }),
      ).rejects.toMatchObject({ kind: 'unreachable' });
    });

    test('L3 an update changes the given fields and nothing else', async () => {
      const record = await added(1);
      const before = await bench.stored(record.id);
      await bench.people.update([change(record, { [bench.names.first]: 'Anna' })]);
      const after = await bench.stored(record.id);
      const differing = Object.keys(after).filter((key) => JSON.stringify(after[key]) !== JSON.stringify(before[key]));
      expect(differing.toSorted()).toEqual([bench.names.first]);
      expect((await one(record.id)).optedOut).toBe(record.optedOut);
    });

    test('L3 only the asked fields are read', async () => {
      const { id } = await added(1);
      const [record] = await bench.people.read([bench.names.last], [id]);
      expect(record?.fields).toEqual({ [bench.names.last]: 'Last 1' });
    });

    test('L4 a create leaves a record with the same email as it is', async () => {
      const there = await added(1);
      const [outcome] = await bench.people.create([draft(1, { fields: person(1, { first: 'Other' }) })]);
      expect((await one(there.id)).fields).toEqual(there.fields);
      if (bench.people.createOnly) expect(outcome?.kind).toBe('exists');
      else expect(outcome).toMatchObject({ kind: 'done', created: true });
    });

    test('L8, R-ALL-8 an opt-out changes nothing but the opt-out; twice is once, and nobody deleted can be mailed for it', async () => {
      const [a, b] = [await added(1), await added(2)];
      const leaving = ({ id, object, email }: Snapshot) => ({ ref: 1, id, object, email });
      const before = await bench.stored(a.id);
      await bench.remove(b.id);
      const outcomes = await bench.people.optOut([leaving(b), leaving(a)]);
      expect(outcomes.map(({ kind }) => kind)).toEqual([expect.stringMatching(/^(stale|refused|done)$/), 'done']);
      const gone = await one(b.id);
      expect(gone.deleted || gone.optedOut).toBe(true);
      const left = await one(a.id);
      expect(left).toMatchObject({ optedOut: true, fields: a.fields });
      const changed = Object.entries(await bench.stored(a.id)).filter(
        ([field, value]) => JSON.stringify(value) !== JSON.stringify(before[field]),
      );
      expect(changed.map(([field]) => field).toSorted()).toEqual([...bench.optOutWords].toSorted());
      expect((await bench.people.optOut([leaving(left)]))[0]?.kind).toBe('done');
      expect((await one(a.id)).optedOut).toBe(true);
    });

    test.each(['archive', 'delete'] as const)(
      'L9, R-ALL-9 whoever is removed is gone, and nobody else; who is gone already stays so: %s',
      async (how) => {
        const [a, b, c] = [await added(1), await added(2), await added(3)];
        const removal = ({ id, object, email }: Snapshot) => ({ ref: 1, id, object, email, how });
        const most = bench.people.writeBatch[how];
        // Salesforce has no archive, and is never asked for it.
        if (most === 0) return expect([bench.people.side, how]).toEqual(['crm', 'archive']);
        await bench.remove(c.id);
        const outcomes = await bench.people.remove([removal(c), removal(a)]);
        expect(outcomes[0]?.kind).toMatch(/^(stale|done)$/);
        expect(outcomes[1]).toEqual({ kind: 'done', id: a.id, created: false, stamp: null });
        const [gone, stays, went] = [await one(a.id), await one(b.id), await one(c.id)];
        expect(gone).toMatchObject({ id: a.id, deleted: true });
        expect(gone.absent === true).toBe(bench.people.side === 'platform' && how === 'delete');
        expect(stays).toMatchObject({ deleted: false, fields: b.fields });
        expect(went).toMatchObject({ deleted: true });
        const found = await bench.people.findByEmail(fields(), ['person.1@example.org', 'person.2@example.org']);
        expect(found.map(({ id }) => id)).toEqual([b.id]);
        expect(await bench.people.remove([])).toEqual([]);
      },
    );

    test('L10, R-ALL-9 the total is what a walk over all time yields, deleted ones included', async () => {
      expect(await bench.people.total(bench.object)).toBe(0);
      await bench.addMany(9);
      const [a] = [await added(1)];
      await bench.remove(a.id);
      const records = await walk({ since: 0, until: until(), limit: 4 });
      expect(await bench.people.total(bench.object)).toBe(new Set(records.map(({ id }) => id)).size);
    });

    test('L2, L9 a removal whose answer is lost is unknown: nobody says that it did not happen', async () => {
      const a = await added(1);
      await bench.breakNext('write', 'lost-answer');
      const removal = { ref: 1, id: a.id, object: a.object, email: a.email, how: 'delete' as const };
      await expect(bench.people.remove([removal])).rejects.toMatchObject({ name: 'SyncError', kind: 'unknown' });
    });

    test('L8, R-ALL-8 an opt-in on consent changes nothing but the opt-out; twice is once, and nobody who is gone comes back', async () => {
      const [a, b] = [await added(1), await added(2)];
      const asked = ({ id, object, email }: Snapshot) => ({ ref: 1, id, object, email });
      await bench.people.optOut([asked(a), asked(b)]);
      const before = await bench.stored(a.id);
      await bench.remove(b.id);
      const outcomes = await bench.people.optIn([asked(b), asked(a)]);
      expect(outcomes.map(({ kind }) => kind)).toEqual([expect.stringMatching(/^(stale|refused)$/), 'done']);
      expect((await one(b.id)).deleted).toBe(true);
      const back = await one(a.id);
      expect(back).toMatchObject({ optedOut: false, fields: a.fields });
      const changed = Object.entries(await bench.stored(a.id)).filter(
        ([field, value]) => JSON.stringify(value) !== JSON.stringify(before[field]),
      );
      expect(bench.optInWords ?? bench.optOutWords).toEqual(expect.arrayContaining(changed.map(([field]) => field)));
      expect((await bench.people.optIn([asked(back)]))[0]?.kind).toBe('done');
      expect((await one(a.id)).optedOut).toBe(false);
    });

    test('L5 an id that is nobody’s comes back as gone, without fields', async () => {
      const { id } = await added(1);
      const nobody = id.startsWith('00') ? '003000000000001AAA' : `${id.slice(0, -4)}0000`;
      const [record] = await bench.people.read(fields(), [nobody]);
      expect(record).toMatchObject({ id: nobody, deleted: true, absent: true, fields: {} });
    });

    test('L5 a field that is not there is left out of what is read by id', async () => {
      const { id } = await added(1);
      const [record] = await bench.people.read([...fields(), 'NOSUCH'], [id]);
      expect(Object.keys(record?.fields ?? {}).toSorted()).toEqual([...fields()].toSorted());
    });

    test.each([
      ['accents', 'Zoë Ångström'],
      ['Japanese', '山田太郎'],
      ['beyond the basic plane', 'Ada 🦉'],
      ['quotes and backslashes', `O'Neill "Bob" \\ <b>&amp;`],
    ])('L6 what was written reads back alike: %s', async (_, text) => {
      const [made] = await bench.people.create([draft(1, { fields: person(1, { last: text }) })]);
      const created = await one(idOf(made));
      expect(created.fields[bench.names.last]).toBe(text);
      await bench.people.update([change(created, { [bench.names.first]: text })]);
      expect((await one(created.id)).fields[bench.names.first]).toBe(text);
    });

    test('L6 a cleared field reads back as null', async () => {
      const record = await added(1);
      await bench.people.update([change(record, { [bench.names.first]: null })]);
      expect((await one(record.id)).fields[bench.names.first]).toBeNull();
    });

    test('L7 no fault tells a person’s values', async () => {
      await bench.breakNext('write', 'lost-answer');
      const error = await bench.people.create([draft(7)]).then(
        () => null,
        (thrown: unknown) => thrown,
      );
      expect(error).toBeInstanceOf(SyncError);
      expect(error instanceof SyncError ? error.message + (error.stack ?? '') : '').not.toMatch(
        /person\.7|First 7|Last 7/,
      );
    });

    test('findByEmail finds the living by email in any case, and nobody else', async () => {
      const [a, b, gone] = [
        await one(await bench.add(person(1, { email: 'Ann.Lee@Example.org' }))),
        await added(2),
        await added(3),
      ];
      await bench.remove(gone.id);
      const found = await bench.people.findByEmail(fields(), [
        'ann.lee@example.org',
        'person.2@example.org',
        'person.3@example.org',
        'nobody@example.org',
      ]);
      expect(found.map((record) => record.id).toSorted()).toEqual([a.id, b.id].toSorted());
      expect(await bench.people.findByEmail(fields(), [])).toEqual([]);
    });

    test('madeByUs holds what we created since, also when it was deleted meanwhile', async () => {
      const since = bench.people.now() - 2_000;
      const outcomes = await bench.people.create([draft(1), draft(2)]);
      await bench.remove(idOf(outcomes[1]));
      const made = await bench.people.madeByUs(fields(), since);
      expect(made.map((record) => record.id)).toEqual(expect.arrayContaining(outcomes.map(idOf)));
    });

    test('recheck shows what changed since, and says when it looked', async () => {
      const [a, b] = [await added(1), await added(2)];
      const since = bench.people.now() - 2_000;
      await bench.edit(a.id, { [bench.names.first]: 'Edited' });
      const seen = await bench.people.recheck(fields(), [a.id, b.id], since);
      expect(seen.at).toBeGreaterThanOrEqual(since);
      expect(seen.records.find((record) => record.id === a.id)?.fields[bench.names.first]).toBe('Edited');
    });

    test.each([1, 2, 3, 60])(
      'a recheck of %s either shows whoever else changed since, or says that it does not (protocol 6.1: the bound moves on)',
      async (n) => {
        const asked = await Promise.all(Array.from({ length: n }, (_, at) => added(at + 1)));
        const other = await added(n + 1);
        const since = bench.people.now() - 2_000;
        await bench.edit(other.id, { [bench.names.first]: 'Edited' });
        const { records, partial } = await bench.people.recheck(
          fields(),
          asked.map(({ id }) => id),
          since,
        );
        const shown = records.find(({ id }) => id === other.id)?.fields[bench.names.first];
        expect(partial ? 'Edited' : shown).toBe('Edited');
      },
    );

    test('someone opted out is created so, or not at all', async () => {
      const [outcome] = await bench.people.create([draft(1, { optedOut: true })]);
      if (outcome?.kind === 'done') expect((await one(outcome.id)).optedOut).toBe(true);
      else expect(outcome?.kind).toBe('refused');
    });

    test('calls are counted', async () => {
      const before = bench.people.calls();
      await bench.people.findByEmail(fields(), ['nobody@example.org']);
      expect(bench.people.calls()).toBeGreaterThan(before);
    });
  });
}

function idOf(outcome: Outcome | undefined): string {
  if (outcome?.kind !== 'done') throw new Error(`expected a record, got ${outcome?.kind ?? 'nothing'}`);
  return outcome.id;
}
