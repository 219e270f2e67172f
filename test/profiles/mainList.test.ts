import { expect, test } from '@jest/globals';
import { mainList } from '../../src/profiles/mainList.js';
import { connectionOf } from '../support/connectionOf.js';

test.each([
  [true, true],
  [false, false],
])('R-SY-5 fieldMapping.enabled: %s updates existing people: %s', (fieldMapping, updates) =>
  expect(
    mainList.policy(connectionOf({ mainList: { object: 'Contact', list: 'main0001', fieldMapping } })).updates,
  ).toBe(updates),
);
