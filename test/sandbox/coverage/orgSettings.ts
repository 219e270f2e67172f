import { expect } from '@jest/globals';
import type { Checks } from './bench.js';

const custom = (name: string, type: string, more: object = {}) => ({ object: 'Lead', name, type, ...more });
const codeOf = ({ body }: { body: any }): string => body?.[0]?.errorCode ?? 'ok';

export const ORG_SETTINGS: Checks = {
  'org.fieldTypes': async (b) => {
    b.settings({
      customObjects: ['Thing__c'],
      customFields: [
        custom('Num__c', 'number', { precision: 5, scale: 2 }),
        custom('Time__c', 'time'),
        custom('Day__c', 'date'),
        custom('At__c', 'datetime'),
        custom('Flag__c', 'checkbox', { defaultValue: true }),
        custom('Place__c', 'location'),
        custom('No__c', 'autonumber', { displayFormat: 'L-{0000}' }),
        custom('Secret__c', 'encryptedtext', { length: 20 }),
        custom('Rich__c', 'html', { length: 1000 }),
        custom('Link__c', 'url'),
        custom('Pct__c', 'percent'),
        custom('Thing__c', 'lookup', { referenceTo: 'Thing__c' }),
        custom('Long__c', 'longtextarea', { length: 32_000 }),
      ],
    });
    const thing = await b.create('Thing__c', { Name: 'T' });
    expect(thing.slice(0, 3)).toBe('a00');
    const id = await b.create('Lead', {
      LastName: 'A',
      Company: 'X',
      Num__c: 12.345,
      Time__c: '17:30:05',
      Day__c: '2026-02-28',
      At__c: '2026-01-01T01:00:00+01:00',
      Place__Latitude__s: 1.5,
      Place__Longitude__s: 2,
      Secret__c: 's',
      Thing__c: thing,
    });
    expect(
      await b.read('Lead', id, 'Num__c, Time__c, Day__c, At__c, Flag__c, Place__c, No__c, Thing__r.Name'),
    ).toMatchObject({
      Num__c: 12.35,
      Time__c: '17:30:05.000Z',
      Day__c: '2026-02-28',
      At__c: '2026-01-01T00:00:00.000+0000',
      Flag__c: true,
      Place__c: { latitude: 1.5, longitude: 2 },
      No__c: 'L-0001',
      Thing__r: { Name: 'T' },
    });
    const codes = [];
    for (const fields of [
      { Num__c: 1000 },
      { Time__c: 'noon' },
      { Day__c: '2026-02-30' },
      { No__c: '7' },
      { Flag__c: 'perhaps' },
      { Thing__c: id },
    ])
      codes.push(codeOf(await b.rest('PATCH', `/sobjects/Lead/${id}`, fields)));
    expect(codes).toEqual([
      'NUMBER_OUTSIDE_VALID_RANGE',
      'JSON_PARSER_ERROR',
      'JSON_PARSER_ERROR',
      'INVALID_FIELD_FOR_INSERT_UPDATE',
      'JSON_PARSER_ERROR',
      'FIELD_INTEGRITY_EXCEPTION',
    ]);
    expect(() => b.settings({ customFields: [custom('X__c', 'hologram')] })).toThrow(
      'hologram is no type of custom field',
    );
  },
  'org.picklists': async (b) => {
    b.settings({
      picklists: [{ object: 'Lead', field: 'Rating', values: ['Hot', 'Cold'], restricted: true }],
      customFields: [
        custom('Country__c', 'picklist', { values: ['France', 'Italy'] }),
        custom('Town__c', 'picklist', {
          values: ['Paris', 'Rome'],
          controller: 'Country__c',
          dependencies: { France: ['Paris'], Italy: ['Rome'] },
        }),
      ],
    });
    expect(codeOf(await b.rest('POST', '/sobjects/Lead', { LastName: 'A', Company: 'X', Rating: 'Warm' }))).toBe(
      'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
    );
    expect(
      (await b.rest('POST', '/sobjects/Lead', { LastName: 'A', Company: 'X', Rating: 'hot', LeadSource: 'Anything' }))
        .status,
    ).toBe(201);
    const { fields } = (await b.rest('GET', '/sobjects/Lead/describe')).body;
    const town = fields.find((one: any) => one.name === 'Town__c');
    expect([town.dependentPicklist, town.controllerName, town.picklistValues.map((one: any) => one.validFor)]).toEqual([
      true,
      'Country__c',
      ['gAAA', 'QAAA'],
    ]);
  },
  'org.recordTypes': async (b) => {
    b.settings({
      picklists: [{ object: 'Lead', field: 'Rating', values: ['Hot', 'Cold'], restricted: true }],
      recordTypes: [
        { object: 'Lead', name: 'Partner', default: true, picklists: { Rating: ['Hot'] } },
        { object: 'Lead', name: 'Other one', developerName: 'Other' },
      ],
    });
    const types = await b.query(
      "SELECT Id, Name, DeveloperName FROM RecordType WHERE SobjectType = 'Lead' ORDER BY Name DESC",
    );
    expect(types).toMatchObject([{ Name: 'Partner' }, { DeveloperName: 'Other' }]);
    const id = await b.create('Lead', { LastName: 'A', Company: 'X', Rating: 'Hot' });
    expect(await b.read('Lead', id, 'RecordType.Name')).toMatchObject({ RecordType: { Name: 'Partner' } });
    expect(codeOf(await b.rest('POST', '/sobjects/Lead', { LastName: 'A', Company: 'X', Rating: 'Cold' }))).toBe(
      'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
    );
    expect(
      (
        await b.rest('POST', '/sobjects/Lead', {
          LastName: 'A',
          Company: 'X',
          Rating: 'Cold',
          RecordTypeId: types[1].Id,
        })
      ).status,
    ).toBe(201);
    const { recordTypeInfos } = (await b.rest('GET', '/sobjects/Lead/describe')).body;
    expect(recordTypeInfos.map((one: any) => [one.developerName, one.defaultRecordTypeMapping])).toEqual([
      ['Partner', true],
      ['Other', false],
      ['Master', false],
    ]);
  },
  'org.rules': async (b) => {
    b.settings({
      validationRules: [
        { object: 'Lead', condition: "Company = 'Bad' AND Title = null", message: 'Not so.', field: 'Company' },
      ],
      requiredFields: ['Lead.City'],
    });
    const refused = await b.rest('POST', '/sobjects/Lead', { LastName: 'A', Company: 'Bad', City: 'R' });
    expect([refused.status, refused.body]).toEqual([
      400,
      [{ errorCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'Not so.', fields: ['Company'] }],
    ]);
    expect(codeOf(await b.rest('POST', '/sobjects/Lead', { LastName: 'A', Company: 'X' }))).toBe(
      'REQUIRED_FIELD_MISSING',
    );
    expect(
      (await b.rest('POST', '/sobjects/Lead', { LastName: 'A', Company: 'Bad', Title: 'T', City: 'R' })).status,
    ).toBe(201);
  },
  'org.duplicates': async (b) => {
    b.settings({
      duplicateRules: [
        { object: 'Lead', fields: ['Email'], action: 'alert' },
        { object: 'Contact', fields: ['Email'], action: 'block' },
      ],
    });
    const twice = async (object: string, header: string) => {
      const fields =
        object === 'Lead' ? { LastName: 'A', Company: 'X', Email: 'a@x.org' } : { LastName: 'A', Email: 'a@x.org' };
      return codeOf(
        await b.rest('POST', `/sobjects/${object}`, fields, { headers: { 'sforce-duplicate-rule-header': header } }),
      );
    };
    expect([await twice('Lead', ''), await twice('Lead', ''), await twice('Lead', 'allowSave=true')]).toEqual([
      'ok',
      'DUPLICATES_DETECTED',
      'ok',
    ]);
    expect([await twice('Contact', ''), await twice('Contact', 'allowSave=true')]).toEqual([
      'ok',
      'DUPLICATES_DETECTED',
    ]);
  },
  'org.assignment': async (b) => {
    b.settings({ assignmentRules: [{ object: 'Lead', owner: 'eva@x.org' }] });
    const owner = async (header: string) => {
      const id = await b.create(
        'Lead',
        { LastName: 'A', Company: 'X', Email: 'a@x.org' },
        { headers: { 'sforce-auto-assign': header } },
      );
      return (await b.read('Lead', id, 'Owner.Username')).Owner.Username;
    };
    expect([await owner('TRUE'), await owner('FALSE')]).toEqual(['eva@x.org', 'sync']);
    expect(b.org.mails().map(({ kind, to }) => [kind, to])).toEqual([
      ['assignment', 'eva@x.org'],
      ['auto-response', 'a@x.org'],
    ]);
  },
  'org.fieldSecurity': async (b) => {
    const id = await b.create('Lead', { LastName: 'A', Company: 'X', Title: 'T' });
    b.settings({
      hiddenFields: [{ object: 'Lead', field: 'Title', users: ['weak'] }],
      readOnlyFields: [{ object: 'Lead', field: 'City', users: ['weak'] }],
    });
    const weak = { as: 'weak' };
    expect([
      await b.refusal('SELECT Title FROM Lead', 'weak'),
      (await b.query('SELECT Title FROM Lead', 'sync'))[0].Title,
    ]).toEqual(['INVALID_FIELD', 'T']);
    const { fields } = (await b.rest('GET', '/sobjects/Lead/describe', undefined, weak)).body;
    expect([
      fields.some((one: any) => one.name === 'Title'),
      fields.find((one: any) => one.name === 'City').updateable,
    ]).toEqual([false, false]);
    expect([
      codeOf(await b.rest('PATCH', `/sobjects/Lead/${id}`, { Title: 'x' }, weak)),
      codeOf(await b.rest('PATCH', `/sobjects/Lead/${id}`, { City: 'x' }, weak)),
    ]).toEqual(['INVALID_FIELD_FOR_INSERT_UPDATE', 'INVALID_FIELD_FOR_INSERT_UPDATE']);
    b.settings({ removedFields: ['Lead.Title'] });
    expect([
      await b.refusal('SELECT Title FROM Lead'),
      codeOf(await b.rest('PATCH', `/sobjects/Lead/${id}`, { Title: 'x' })),
    ]).toEqual(['INVALID_FIELD', 'INVALID_FIELD']);
  },
  'org.permissions': async (b) => {
    b.settings({
      users: [
        { username: 'reader', objects: { Lead: ['read'], Contact: [] } },
        { username: 'outsider', permissions: { apiEnabled: false } },
      ],
    });
    const lead = await b.create('Lead', { LastName: 'A', Company: 'X' });
    const as = { as: 'reader' };
    expect([
      codeOf(await b.rest('POST', '/sobjects/Lead', { LastName: 'A', Company: 'X' }, as)),
      codeOf(await b.rest('PATCH', `/sobjects/Lead/${lead}`, { Title: 'T' }, as)),
      codeOf(await b.rest('DELETE', `/sobjects/Lead/${lead}`, undefined, as)),
      await b.refusal('SELECT Id FROM Contact', 'reader'),
      (await b.rest('GET', '/sobjects/Contact/describe', undefined, as)).status,
    ]).toEqual([
      'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
      'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
      'INSUFFICIENT_ACCESS_OR_READONLY',
      'INVALID_TYPE',
      404,
    ]);
    const out = await b.rest('GET', '/limits', undefined, { as: 'outsider' });
    expect([out.status, out.body[0].errorCode]).toEqual([403, 'API_DISABLED_FOR_ORG']);
  },
  'org.personAccounts': async (b) => {
    expect(await b.refusal('SELECT IsPersonAccount FROM Account')).toBe('INVALID_FIELD');
    b.settings({ personAccounts: true, customFields: [{ object: 'Contact', name: 'Tier__c', type: 'string' }] });
    const id = await b.create('Account', {
      FirstName: 'Ada',
      LastName: 'L',
      PersonEmail: 'a@x.org',
      PersonMailingCity: 'Rome',
      Tier__pc: 'Gold',
    });
    const [{ Id, ...contact }] = await b.query('SELECT Id, Email, MailingCity, Tier__c, IsPersonAccount FROM Contact');
    expect(contact).toMatchObject({ Email: 'a@x.org', MailingCity: 'Rome', Tier__c: 'Gold', IsPersonAccount: true });
    b.advance(5000);
    await b.rest('PATCH', `/sobjects/Account/${id}`, { PersonTitle: 'T' });
    expect(await b.read('Contact', Id, 'Title, SystemModstamp')).toMatchObject({
      Title: 'T',
      SystemModstamp: '2026-01-05T08:00:05.000+0000',
    });
    expect(codeOf(await b.rest('PATCH', `/sobjects/Contact/${Id}`, { Title: 'x' }))).toBe(
      'INVALID_PERSON_ACCOUNT_OPERATION',
    );
  },
  'org.metadata': async (b) => {
    b.settings({
      leadStatuses: [
        { label: 'Open', default: true },
        { label: 'Won', converted: true },
      ],
    });
    expect(
      await b.query('SELECT MasterLabel, IsDefault, IsConverted FROM LeadStatus ORDER BY SortOrder'),
    ).toMatchObject([
      { MasterLabel: 'Open', IsDefault: true },
      { MasterLabel: 'Won', IsConverted: true },
    ]);
    expect(await b.query('SELECT Name, OrganizationType, IsSandbox FROM Organization')).toMatchObject([
      { OrganizationType: 'Enterprise Edition', IsSandbox: true },
    ]);
    expect((await b.query("SELECT Profile.Name FROM User WHERE Username = 'sync'"))[0].Profile.Name).toBe(
      'System Administrator',
    );
    const tooling = encodeURIComponent(
      "SELECT QualifiedApiName, DataType FROM FieldDefinition WHERE EntityDefinition.QualifiedApiName = 'Lead' AND QualifiedApiName IN ('Email', 'LastName') ORDER BY QualifiedApiName",
    );
    expect((await b.rest('GET', `/tooling/query?q=${tooling}`)).body.records).toMatchObject([
      { QualifiedApiName: 'Email', DataType: 'Email' },
      { QualifiedApiName: 'LastName', DataType: 'Text(80)' },
    ]);
    expect(await b.query("SELECT KeyPrefix FROM EntityDefinition WHERE QualifiedApiName = 'Lead'")).toMatchObject([
      { KeyPrefix: '00Q' },
    ]);
    expect(await b.refusal('SELECT Id FROM ScratchOrgInfo LIMIT 1')).toBe('INVALID_TYPE');
  },
};
