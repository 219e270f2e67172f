import { describe, expect, test } from '@jest/globals';
import { explainPerson } from '../../src/cli/operations/explain.js';
import { listed } from '../contract/storeSamples.js';
import { rule } from '../support/people.js';
import { ID, NOON, applied, nobody, settled, storedRun, testDesk, update } from './desk.js';

describe('explain', () => {
  const title = rule({ key: 'Title=TITLE:text', crmLength: 128, platformLength: 255 });
  const mapping = { version: 'm', required: { crm: [], platform: [] }, parked: [], rules: [title] };

  test.each(['003000000000001AAA', 'c1', ' ADA@Example.org '])(
    'finds the person by %j and says who won',
    async (person) => {
      const desk = testDesk();
      await applied(desk);
      await storedRun(
        desk,
        1,
        'sync',
        async (tx) => {
          const [link] = await tx.addLinks([nobody]);
          await tx.saveBaselines([
            {
              crm: '003000000000001AAA',
              platform: 'c1',
              baseline: { [title.key]: { crm: 'Countess', platform: 'Countess', run: 1, at: NOON } },
            },
          ]);
          const [row] = await tx.addRows([{ ...update, link: link?.id ?? 0 }]);
          if (row !== undefined) await tx.saveRows([{ ...row, state: 'done', attempt: 1, lane: 'write:platform' }]);
          await tx.saveRun({ mapping });
        },
        settled,
      );
      expect(await explainPerson(desk, ID, person)).toEqual({
        link: { salesforce: '003000000000001AAA', platform: 'c1', state: 'linked' },
        fields: [
          {
            field: 'Title',
            salesforce: 'Countess',
            platform: 'Countess',
            baseline: { salesforce: 'Countess', platform: 'Countess' },
            direction: 'twoWay',
            rule: 'R-ALL-4',
            winner: 'salesforce',
            precision: 'record',
            run: 1,
            at: '2026-03-01T12:00:00.000Z',
          },
        ],
        held: [],
        optedOut: false,
        entries: [],
      });
    },
  );

  test('someone who was only skipped is explained by the inbox; a stranger is invalid input', async () => {
    const desk = testDesk();
    await applied(desk);
    await storedRun(
      desk,
      1,
      'sync',
      (tx) =>
        tx.list([
          listed({
            cause: 'missing-email',
            crm: '003000000000009AAA',
            key: null,
            fields: [],
            code: null,
            vendorText: null,
          }),
        ]),
      settled,
    );
    expect(await explainPerson(desk, ID, '003000000000009AAA')).toMatchObject({
      link: null,
      entries: [{ cause: 'missing-email' }],
    });
    await expect(explainPerson(desk, ID, 'nobody@example.org')).rejects.toMatchObject({ code: 2 });
  });
});
