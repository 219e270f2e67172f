import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { CREW } from '../../support/e2e/crew.js';
import { differences } from '../../support/e2e/differences.js';
import { changeText, ours } from '../../support/e2e/ours.js';
import { stands } from '../../support/e2e/stands.js';
import type { Up } from '../../support/e2e/startUp.js';
import { minutes } from '../../support/e2e/minutes.js';
import { pairs } from '../../support/e2e/pairs.js';

interface Plan {
  readonly hash: string;
  readonly changes: readonly Parameters<typeof changeText>[0][];
}

/** Edits of users on either side, planned first, then carried over. */
export function crossings(up: () => Up): void {
  test(
    'a plan writes nothing; the sync after it writes just that: mapped fields of edited records, the policy’s winner where both were edited',
    async () => {
      const [onOrg, onAudience, onBoth] = await pairs(up(), 3);
      const { org, audience } = up();
      await org.update('Contact', onOrg.contact, { Title: 'Kanarienvogelwärterin', Description: 'stays where it is' });
      await audience.update(onAudience.member, { merge_fields: { PHONE: '+49 30 5550123' } });
      await org.update('Contact', onBoth.contact, { Title: 'of Salesforce', Department: 'of Salesforce' });
      await audience.update(onBoth.member, { merge_fields: { TITLE: 'of Mailchimp', DEPT: 'of Mailchimp' } });
      await org.create('Contact', {
        FirstName: 'Kim',
        LastName: 'Kanarienvogel',
        Email: 'kim.kanarienvogel@acme.example',
      });
      const from = await up().control.mark();

      const file = path.join(up().home, 'p.json');
      expect((await up().tandem('plan', CREW, '-o', file)).code).toBe(0);
      expect(await up().control.mark()).toBe(from);
      const plan = JSON.parse(await readFile(file, 'utf8')) as Plan;

      expect(await up().json(0, 'sync', CREW)).toMatchObject({ outcome: 'inStep', errors: {} });
      const written = await ours(up(), from);
      expect(written.map(changeText).toSorted()).toEqual(plan.changes.map(changeText).toSorted());
      expect(
        written
          .map(({ system, op, id, fields }) => [
            system,
            op,
            op === 'create' ? null : id,
            Object.keys(fields).toSorted(),
          ])
          .toSorted(),
      ).toEqual(
        [
          ['mailchimp', 'create', null, ['FNAME', 'LNAME', 'email_address', 'status']],
          ['mailchimp', 'update', onOrg.member, ['TITLE']],
          ['mailchimp', 'update', onBoth.member, ['TITLE']],
          ['salesforce', 'update', onAudience.contact, ['Phone']],
          ['salesforce', 'update', onBoth.contact, ['Department']],
        ].toSorted(),
      );
      expect(await differences(up())).toEqual([]);
      expect(await org.read('Contact', onBoth.contact)).toMatchObject({
        Title: 'of Salesforce',
        Department: 'of Mailchimp',
      });
    },
    minutes(4),
  );

  test(
    'three quiet syncs write nothing',
    async () => {
      const from = await up().control.mark();
      for (let n = 0; n < 3; n += 1) expect(await up().json(0, 'sync', CREW)).toMatchObject({ outcome: 'inStep' });
      expect(await up().control.mark()).toBe(from);
    },
    minutes(4),
  );

  test(
    'explain says which side a field’s value came from; status and list say how the connection stands',
    async () => {
      const [one] = await pairs(up(), 1);
      const explained = await up().json<{ link: object; fields: readonly { field: string }[] }>(
        0,
        'explain',
        CREW,
        one.contact,
      );
      expect(explained.link).toMatchObject({ salesforce: one.contact, platform: one.member, state: 'linked' });
      expect(await up().json(0, 'explain', CREW, one.email)).toMatchObject({ link: { salesforce: one.contact } });
      await stands(up(), CREW, 'idle');
      expect(await up().json(0, 'list')).toEqual([
        expect.objectContaining({ id: CREW, state: 'idle', inbox: 0, links: 24 }),
      ]);
    },
    minutes(2),
  );
}
