import { describe, expect, test } from '@jest/globals';
import { schemaProblems } from '../../src/cli/operations/schemaProblems.js';
import type { FieldInfo } from '../../src/ports/people.js';
import { mainList } from '../../src/profiles/mainList.js';
import { soundConnection } from './desk.js';

describe('validate --live', () => {
  const field = (name: string, more: Partial<FieldInfo> = {}): FieldInfo => ({
    name,
    type: 'string',
    length: 80,
    createable: true,
    updateable: true,
    required: false,
    values: null,
    ...more,
  });
  const connection = soundConnection({
    fields: {
      Contact: [
        { salesforce: 'Title', platform: 'TITLE', direction: 'twoWay' },
        { salesforce: 'Gone__c', platform: 'FNAME2', direction: 'toPlatform' },
      ],
    },
  });
  const audience = ['EMAIL', 'FNAME', 'LNAME', 'PHONE', 'TITLE', 'FNAME2'].map((name) => field(name));

  const problems = (org: readonly FieldInfo[]) =>
    schemaProblems(connection, mainList.basics(connection), mainList.policy(connection), {
      crm: { object: 'Contact', fields: org, at: 0 },
      platform: { object: 'member', fields: audience, at: 0 },
    });

  test('R-ALL-13 a mapped field that is not there or not writable is named with its place', () => {
    expect(
      problems([field('Email'), field('LastName', { required: true }), field('Title', { updateable: false })]).map(
        ({ path }) => path,
      ),
    ).toEqual(['fields.Contact[0].salesforce', 'fields.Contact[1].salesforce']);
  });

  test('R-ALL-16 a required field that nothing fills is named', () => {
    const missing = problems([
      field('Email'),
      field('LastName', { required: true }),
      field('Title'),
      field('Gone__c', { required: true }),
    ]);
    expect(missing).toEqual([{ path: 'fields.Contact', reason: expect.stringContaining('Gone__c') }]);
  });
});
