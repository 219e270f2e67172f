import { expect, test } from '@jest/globals';
import { CREW } from '../../support/e2e/crew.js';
import { differences } from '../../support/e2e/differences.js';
import { doubled, ours } from '../../support/e2e/ours.js';
import type { Up } from '../../support/e2e/startUp.js';
import { minutes } from '../../support/e2e/minutes.js';
import { pairs } from '../../support/e2e/pairs.js';

/** The vendors' bad days. */
export function faults(up: () => Up): void {
  test(
    '503, 429 with Retry-After and an expired session only cost time',
    async () => {
      const { control, org, audience } = up();
      const [one, other] = await pairs(up(), 2);
      await org.update('Contact', one.contact, { Title: 'after the storm' });
      await audience.update(other.member, { merge_fields: { DEPT: 'after the storm' } });
      await control.fault({ system: 'salesforce', match: { path: '/query' }, kind: 'status', status: 503, times: 2 });
      await control.fault({ system: 'salesforce', match: { path: '/composite' }, kind: 'expire-session', times: 1 });
      await control.fault({
        system: 'mailchimp',
        match: { path: '/members' },
        kind: 'status',
        status: 429,
        retryAfterS: 2,
        times: 1,
      });
      await control.fault({ system: 'mailchimp', match: { method: 'PATCH' }, kind: 'status', status: 503, times: 1 });
      expect(await up().json(0, 'sync', CREW)).toMatchObject({ outcome: 'inStep', errors: {} });
      expect(await control.fired()).toEqual([2, 1, 1, 1]);
      await control.clearFaults();
      expect(await differences(up())).toEqual([]);
    },
    minutes(5),
  );

  test(
    'creates and updates whose answers were lost are neither doubled nor lost',
    async () => {
      const { control, org, audience } = up();
      const [one, other] = await pairs(up(), 2);
      await org.update('Contact', one.contact, { Title: 'answered by nobody' });
      await audience.update(other.member, { merge_fields: { DEPT: 'answered by nobody' } });
      await org.create('Contact', {
        FirstName: 'Lou',
        LastName: 'Kanarienvogel',
        Email: 'lou.kanarienvogel@acme.example',
      });
      await audience.create('max.kanarienvogel@acme.example', { FNAME: 'Max', LNAME: 'Kanarienvogel' });
      const from = await control.mark();
      for (const system of ['salesforce', 'mailchimp'] as const)
        for (const op of ['create', 'update'])
          await control.fault({
            system,
            match: { op, client: system === 'salesforce' ? 'tandem-app' : 'tandem' },
            kind: 'lost-answer',
            times: 1,
          });
      expect(await up().json(0, 'sync', CREW)).toMatchObject({ outcome: 'inStep', errors: {} });
      expect(await control.fired()).toEqual([1, 1, 1, 1]);
      await control.clearFaults();
      const written = await ours(up(), from);
      expect(doubled(written)).toEqual([]);
      expect(written.map(({ system, op }) => `${system} ${op}`).toSorted()).toEqual([
        'mailchimp create',
        'mailchimp update',
        'salesforce create',
        'salesforce update',
      ]);
      expect(await differences(up())).toEqual([]);
    },
    minutes(6),
  );
}
