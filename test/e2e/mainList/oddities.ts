import { expect, test } from '@jest/globals';
import { CREW } from '../../support/e2e/crew.js';
import { differences } from '../../support/e2e/differences.js';
import { ours } from '../../support/e2e/ours.js';
import type { Up } from '../../support/e2e/startUp.js';
import { minutes } from '../../support/e2e/minutes.js';
import { pairs, type PersonOnBoth } from '../../support/e2e/pairs.js';

interface Entry {
  readonly entry: number;
  readonly category: string;
  readonly cause: string;
  readonly record: { readonly salesforce?: string; readonly platform?: string };
  readonly fields: readonly string[];
  readonly answer: string | null;
}

const TWINS = 'twin.kanarienvogel@acme.example';
/** What the org's rule says: the vendor's words, for the inbox alone. */
const RULE = 'Kanarienvogelregel: such a department is not allowed';

/** What cannot be carried over is listed, everything beside it is carried over all the same. */
export function oddities(up: () => Up): void {
  let mended: PersonOnBoth;
  let lifted: PersonOnBoth;
  let tooLong: PersonOnBoth;

  test(
    'no email, doubles, values that do not fit, a row the org refuses: listed by cause, the others are written (exit 4)',
    async () => {
      const { org, audience, control } = up();
      const people = await pairs(up(), 4, 4);
      const fine = people[3];
      [mended, lifted, tooLong] = people;
      await control.org({
        validationRules: [{ object: 'Contact', condition: "Department = 'forbidden'", message: RULE }],
      });
      await org.create('Contact', { LastName: 'Kanarienvogel without email' });
      for (const first of ['Ute', 'Uwe'])
        await org.create('Contact', { FirstName: first, LastName: 'Kanarienvogel', Email: TWINS });
      for (const person of [mended, lifted])
        await audience.update(person.member, { merge_fields: { DEPT: 'forbidden' } });
      await audience.update(tooLong.member, { merge_fields: { FNAME: 'Kanarienvogel'.repeat(5) } });
      await audience.update(fine.member, { merge_fields: { DEPT: 'allowed' } });
      const from = await control.mark();

      const report = await up().json<{ skipped: object; errors: Readonly<Record<string, number>> }>(4, 'sync', CREW);
      expect(report).toMatchObject({ outcome: 'withErrors', skipped: { 'missing-email': 1 } });
      expect(report.errors).toEqual({ 'ambiguous-match': 2, refused: 2, 'invalid-value': 1 });
      expect((await ours(up(), from)).map(({ op, id, fields }) => [op, id, fields['Department']?.[1]])).toEqual([
        ['update', fine.contact, 'allowed'],
      ]);

      const entries = await up().json<readonly Entry[]>(0, 'errors', CREW);
      const refused = entries.filter(({ cause }) => cause === 'refused');
      expect(refused.map(({ record }) => record.salesforce).toSorted()).toEqual(
        [mended.contact, lifted.contact].toSorted(),
      );
      expect(refused.every(({ answer }) => answer?.includes(RULE))).toBe(true);
      expect(entries.find(({ cause }) => cause === 'invalid-value')).toMatchObject({
        record: { platform: tooLong.member },
      });
      expect(entries.every(({ category }) => category === 'error')).toBe(true);
    },
    minutes(4),
  );

  test(
    'what is mended on either side leaves the inbox by itself, what only the org’s rule held by a retry',
    async () => {
      const { org, audience, control } = up();
      await control.org({ validationRules: [] });
      await audience.update(mended.member, { merge_fields: { DEPT: 'mended' } });
      await audience.update(tooLong.member, { merge_fields: { FNAME: 'Kanarienvogel' } });
      const [uwe] = await org.query(`SELECT Id FROM Contact WHERE FirstName = 'Uwe' AND Email = '${TWINS}'`);
      await org.update('Contact', String(uwe?.['Id']), { Email: `uwe.${TWINS}` });
      expect(await up().json(4, 'sync', CREW)).toMatchObject({ errors: { refused: 1 } });

      const [left, ...others] = await up().json<readonly Entry[]>(0, 'errors', CREW);
      expect(others).toEqual([]);
      expect(left).toMatchObject({ cause: 'refused', record: { salesforce: lifted.contact } });
      expect(await up().json(0, 'retry', CREW, '--entry', String(left?.entry))).toMatchObject({
        retried: 1,
        report: { outcome: 'inStep' },
      });
      expect(await org.read('Contact', lifted.contact)).toMatchObject({ Department: 'forbidden' });
      expect(await differences(up())).toEqual([]);
    },
    minutes(5),
  );

  test(
    'a record asked for by its id is synced alone; an id that is nobody’s is said to be so (exit 2)',
    async () => {
      const nowhere = '003zzzzzzzzzzzz';
      await up().org.update('Contact', mended.contact, { Title: 'asked for' });
      await up().org.update('Contact', lifted.contact, { Title: 'not asked for' });
      const { code, stderr } = await up().tandem('sync', CREW, '--record', mended.contact, '--record', nowhere);
      expect([code, stderr.includes(nowhere), stderr.includes(mended.contact)]).toEqual([2, true, false]);
      const titles = [mended, lifted].map(async ({ member }) => (await up().audience.read(member)).merge_fields);
      expect(await Promise.all(titles)).toMatchObject([
        { TITLE: 'asked for' },
        { TITLE: expect.not.stringMatching('not') },
      ]);
      await up().json(0, 'sync', CREW);
      expect(await differences(up())).toEqual([]);
    },
    minutes(3),
  );
}
