import { describe, expect, test } from '@jest/globals';
import { pathsWith } from './parsing.js';

describe('fields', () => {
  const rule = (salesforce: string, platform: string) => ({ salesforce, platform, direction: 'twoWay' });
  test('two rules for one field are refused, on either side, whatever the case', () => {
    expect(
      pathsWith({ fields: { Contact: [rule('Title', 'TITLE'), rule('title', 'JOB'), rule('Department', 'TITLE')] } }),
    ).toEqual(['fields.Contact[1].salesforce', 'fields.Contact[2].platform']);
  });

  test.each([
    ['toPlatform', 'platform', 1],
    ['toSalesforce', 'salesforce', 1],
    ['toPlatform', 'salesforce', 0],
    ['twoWay', 'platform', 0],
  ])('R-ALL-3 a rule %s whose conflicts go to %s contradicts itself: %s problems', (direction, conflict, problems) => {
    const rule = { salesforce: 'Title', platform: 'TITLE', direction, conflict };
    expect(pathsWith({ fields: { Contact: [rule] } })).toEqual(problems === 0 ? [] : ['fields.Contact[0].conflict']);
  });

  test('an unknown key of a rule is refused', () => {
    expect(pathsWith({ fields: { Contact: [{ ...rule('Title', 'TITLE'), directon: 'x' }] } })).toEqual([
      'fields.Contact[0].directon',
    ]);
  });
});
