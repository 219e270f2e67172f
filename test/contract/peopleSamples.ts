import type { Snapshot } from '../../src/domain/record.js';
import type { Fields } from '../../src/domain/value.js';
import type { Draft, Outcome, Page, Position } from '../../src/ports/people.js';
import type { Bench, Patience } from './peopleBench.js';

export const EVER = { since: 0, after: null } as const;

/** What the laws are written with: the system of the test that runs, and people to put on it. */
export type Samples = ReturnType<typeof samplesOn>;

/** `remake` puts a new system in the place of the one `bench` gives. */
export function samplesOn(bench: () => Bench, remake: (patience: Patience) => Promise<void>) {
  const fields = () => Object.values(bench().names);
  const person = (n: number | string, over: Partial<Record<'email' | 'first' | 'last', string>> = {}): Fields => ({
    [bench().names.email]: over.email ?? `person.${n}@example.org`,
    [bench().names.first]: over.first ?? `First ${n}`,
    [bench().names.last]: over.last ?? `Last ${n}`,
  });
  const draft = (n: number, over: Partial<Draft> = {}): Draft => ({
    ref: n,
    object: bench().object,
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
  const until = () => bench().people.now() + 2_000;
  /** Every record of a window, page by page. */
  const walk = async (window: { since: number; until: number; limit: number }): Promise<readonly Snapshot[]> => {
    const records: Snapshot[] = [];
    const seq = bench().byJobs ? { seq: 1 } : {};
    let after: Position | null = null;
    let job: Page['job'] = null;
    do {
      const page: Page = await bench().people.page(bench().object, fields(), { ...window, ...seq, after, job });
      records.push(...page.records);
      after = page.next;
      job = page.job ?? null;
    } while (after !== null);
    return records;
  };
  const one = async (id: string): Promise<Snapshot> => {
    const [record] = await bench().people.read(fields(), [id]);
    if (record === undefined) throw new Error('the system gave nothing for an id it made');
    return record;
  };
  const added = async (n: number) => one(await bench().add(person(n)));
  return { bench, remake, fields, person, draft, change, until, walk, one, added };
}

export function idOf(outcome: Outcome | undefined): string {
  if (outcome?.kind !== 'done') throw new Error(`expected a record, got ${outcome?.kind ?? 'nothing'}`);
  return outcome.id;
}
