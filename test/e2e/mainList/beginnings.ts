import { expect, test } from '@jest/globals';
import { connectionDocument, writeConnection } from '../../support/e2e/connectionFile.js';
import { addCrewFields, CREW, writeCrew } from '../../support/e2e/crew.js';
import { differences } from '../../support/e2e/differences.js';
import { ours } from '../../support/e2e/ours.js';
import { stands } from '../../support/e2e/stands.js';
import type { Up } from '../../support/e2e/startUp.js';
import { minutes } from '../../support/e2e/minutes.js';

/** Contacts, members, and how many of the latter are contacts too. */
const SEED = { contacts: 16, members: { mailchimp: 14 }, overlap: 0.5, oddities: 0, seed: 3 };

/** From nothing to both sides in step. */
export function beginnings(up: () => Up): void {
  test(
    'a bad file is refused with every problem of it, an unknown connection by name: exit 2',
    async () => {
      const file = await writeConnection(
        up().home,
        'bad',
        connectionDocument('Bad Id', up().ready, {
          colour: 'blue',
          platform: { kind: 'mailchimp', baseUrl: 'http://mail.example', apiKey: 'a-literal-secret-us1' },
        }),
      );
      const { problems, valid } = await up().json<{
        valid: boolean;
        problems: readonly { path: string; reason: string }[];
      }>(2, 'validate', file);
      expect(valid).toBe(false);
      expect(problems.map(({ path }) => path)).toEqual(
        expect.arrayContaining(['id', 'colour', 'platform.apiKey', 'platform.baseUrl']),
      );
      const [applied, unknown] = await Promise.all([up().tandem('apply', file), up().tandem('status', 'nobody')]);
      expect([applied.code, unknown.code]).toEqual([2, 2]);
      for (const { path } of problems) expect(applied.stderr).toContain(path);
      expect(applied.stderr).not.toContain('a-literal-secret');
      expect(unknown.stderr).toContain('nobody');
    },
    minutes(2),
  );

  test(
    'credentials that are refused: exit 5 and needsAuth; good ones go on, and once applied change nothing',
    async () => {
      await addCrewFields(up());
      const bad = await up().tandem('apply', await writeCrew(up(), 'E2E_SF_BAD'));
      expect(bad.code).toBe(5);
      await stands(up(), CREW, 'needsAuth');
      const good = await writeCrew(up());
      const first = await up().json<{ changed: readonly string[] }>(0, 'apply', good);
      expect(first.changed).toEqual([expect.stringContaining('salesforce')]);
      expect(await up().json(0, 'apply', good)).toMatchObject({ id: CREW, changed: [] });
      expect(await ours(up())).toEqual([]);
    },
    minutes(4),
  );

  test(
    'people of both sides are linked or created, and in step (R-SY-2, R-SY-4)',
    async () => {
      await up().control.seed(SEED);
      expect(await up().json(0, 'sync', CREW)).toMatchObject({
        outcome: 'inStep',
        linked: 7,
        created: { salesforce: 7, platform: 9 },
        errors: {},
      });
      expect(await differences(up())).toEqual([]);
    },
    minutes(4),
  );
}
