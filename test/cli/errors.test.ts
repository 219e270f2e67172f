import { describe, expect, test } from '@jest/globals';
import { listErrors } from '../../src/cli/operations/errors.js';
import { ID, applied, settled, storedRun, testDesk } from './desk.js';

describe('errors', () => {
  test('R-ALL-15 error and waiting entries with their advice, one cause after the other; what is skipped is not among them', async () => {
    const desk = testDesk();
    await applied(desk);
    const draft = { key: null, fields: [], code: null, vendorText: null } as const;
    await storedRun(
      desk,
      1,
      'sync',
      (tx) =>
        tx.list([
          {
            ...draft,
            cause: 'refused',
            crm: null,
            platform: 'c1',
            fields: ['TITLE'],
            code: 'TOO_LONG',
            vendorText: 'data value too large',
          },
          { ...draft, cause: 'missing-required', crm: null, platform: 'c2', fields: ['LastName'] },
          { ...draft, cause: 'missing-email', crm: '003000000000009AAA', platform: null },
          { ...draft, cause: 'refused', crm: '003000000000001AAA', platform: null },
        ]),
      settled,
    );
    const listed = await listErrors(desk, ID);
    expect(listed.map(({ category, cause, record }) => ({ category, cause, record }))).toEqual([
      { category: 'waiting', cause: 'missing-required', record: { platform: 'c2' } },
      { category: 'error', cause: 'refused', record: { platform: 'c1' } },
      { category: 'error', cause: 'refused', record: { salesforce: '003000000000001AAA' } },
    ]);
    expect(listed[1]).toMatchObject({
      fields: ['TITLE'],
      attempts: 1,
      firstSeen: '2026-03-01T12:00:00.000Z',
      code: 'TOO_LONG',
      answer: 'data value too large',
      advice: expect.stringContaining('refused'),
    });
  });
});
