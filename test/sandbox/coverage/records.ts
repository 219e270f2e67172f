import { expect } from '@jest/globals';
import { codesOf, DAY, SECOND, type Checks } from './bench.js';

const lead = (fields: object = {}) => ({ attributes: { type: 'Lead' }, LastName: 'A', Company: 'X', ...fields });
const external = {
  customFields: [
    { object: 'Lead', name: 'Ext__c', type: 'string', length: 20, externalId: true, unique: true },
    { object: 'Account', name: 'Key__c', type: 'string', externalId: true },
  ],
};

export const RECORDS: Checks = {
  'rest.describe': async (b) => {
    b.settings({
      customFields: [
        { object: 'Lead', name: 'Tier__c', type: 'picklist', values: ['Gold*', 'Iron'], restricted: true },
      ],
    });
    const { body } = await b.rest('GET', '/sobjects/Lead/describe');
    const field = (name: string) => body.fields.find((one: any) => one.name === name);
    expect(field('Email')).toMatchObject({
      type: 'email',
      length: 80,
      nillable: true,
      createable: true,
      idLookup: true,
      soapType: 'xsd:string',
    });
    expect(field('LastName')).toMatchObject({ nillable: false, defaultedOnCreate: false });
    expect(field('Tier__c')).toMatchObject({
      custom: true,
      restrictedPicklist: true,
      picklistValues: [
        { value: 'Gold', defaultValue: true, active: true },
        { value: 'Iron', defaultValue: false },
      ],
    });
    expect(field('OwnerId')).toMatchObject({
      referenceTo: ['Group', 'User'],
      polymorphicForeignKey: true,
      relationshipName: 'Owner',
    });
    expect(body.recordTypeInfos).toMatchObject([{ recordTypeId: '012000000000000AAA', master: true }]);
    const global = (await b.rest('GET', '/sobjects')).body.sobjects;
    expect(global.find((one: any) => one.name === 'Lead')).toMatchObject({
      keyPrefix: '00Q',
      mergeable: true,
      createable: true,
    });
  },
  'rest.record': async (b) => {
    const made = await b.rest('POST', '/sobjects/Lead', { LastName: ' Ada ', Company: 'X', Title: '' });
    expect([made.status, made.body.success, made.headers.get('location')]).toEqual([
      201,
      true,
      `/services/data/v62.0/sobjects/Lead/${made.body.id}`,
    ]);
    b.advance(5 * SECOND);
    expect((await b.rest('PATCH', `/sobjects/Lead/${made.body.id}`, { Title: 'Boss' })).status).toBe(204);
    expect(
      (await b.rest('GET', `/sobjects/Lead/${made.body.id}?fields=LastName,Title,CreatedDate,SystemModstamp`)).body,
    ).toMatchObject({
      LastName: 'Ada',
      Title: 'Boss',
      CreatedDate: '2026-01-05T08:00:00.000+0000',
      SystemModstamp: '2026-01-05T08:00:05.000+0000',
    });
    expect([
      (await b.rest('DELETE', `/sobjects/Lead/${made.body.id}`)).status,
      (await b.rest('DELETE', `/sobjects/Lead/${made.body.id}`)).body[0].errorCode,
    ]).toEqual([204, 'ENTITY_IS_DELETED']);
  },
  'rest.refusals': async (b) => {
    const told = async (fields: object) => {
      const { status, body } = await b.rest('POST', '/sobjects/Lead', fields);
      return [status, body[0]?.errorCode, body[0]?.message, body[0]?.fields];
    };
    expect(await told({ FirstName: 'x' })).toEqual([
      400,
      'REQUIRED_FIELD_MISSING',
      'Required fields are missing: [LastName, Company]',
      ['LastName', 'Company'],
    ]);
    expect(await told({ ...lead(), Email: 'nope' })).toEqual([
      400,
      'INVALID_EMAIL_ADDRESS',
      'Email: invalid email address: nope',
      ['Email'],
    ]);
    expect(await told({ ...lead(), Nope: 1 })).toEqual([
      400,
      'INVALID_FIELD',
      "No such column 'Nope' on sobject of type Lead",
      [],
    ]);
    expect((await told({ ...lead(), LastName: 'x'.repeat(81) }))[2]).toContain('(max length=80)');
    expect(await told({ ...lead(), NumberOfEmployees: 3_000_000_000 })).toEqual([
      400,
      'NUMBER_OUTSIDE_VALID_RANGE',
      'Number Of Employees: value outside of valid range on numeric field: 3000000000',
      ['NumberOfEmployees'],
    ]);
    expect(await b.count('Lead')).toBe(0);
  },
  'rest.upsert': async (b) => {
    b.settings(external);
    const put = (value: string, body: object) =>
      b.rest('PATCH', `/sobjects/Lead/Ext__c/${encodeURIComponent(value)}`, body);
    const first = await put('a/b@c d', { LastName: 'A', Company: 'X' });
    const second = await put('A/B@c d', { Title: 'T' });
    expect([first.status, first.body.created, second.status, second.body]).toEqual([
      201,
      true,
      200,
      { id: first.body.id, success: true, errors: [], created: false },
    ]);
    b.settings({ customFields: [{ object: 'Lead', name: 'Twin__c', type: 'string', externalId: true }] });
    for (const LastName of ['one', 'two']) await b.create('Lead', { LastName, Company: 'X', Twin__c: 't' });
    const several = await b.rest('PATCH', '/sobjects/Lead/Twin__c/t', { Title: 'x' });
    expect([several.status, several.body.length]).toEqual([300, 2]);
    const doubled = await b.rest('POST', '/sobjects/Lead', { ...lead(), Ext__c: 'a/B@C d' });
    expect(doubled.body[0]).toMatchObject({
      errorCode: 'DUPLICATE_VALUE',
      message: `duplicate value found: Ext__c duplicates value on record with id: ${first.body.id}`,
    });
  },
  'rest.parentByExternalId': async (b) => {
    b.settings(external);
    const account = await b.create('Account', { Name: 'Acme', Key__c: 'K1' });
    const contact = await b.create('Contact', { LastName: 'A', Account: { Key__c: 'k1' } });
    expect(await b.read('Contact', contact, 'AccountId')).toMatchObject({ AccountId: account });
    expect(
      (await b.rest('POST', '/sobjects/Contact', { LastName: 'B', Account: { Key__c: 'none' } })).body[0],
    ).toMatchObject({
      errorCode: 'INVALID_FIELD',
      message: 'Foreign key external ID: none not found for field Key__c in entity Account',
    });
  },
  'rest.collections': async (b) => {
    const post = (records: object[], allOrNone: boolean) =>
      b.rest('POST', '/composite/sobjects', { allOrNone, records });
    const some = await post([lead(), lead({ Email: 'no' }), { attributes: { type: 'Contact' }, LastName: 'C' }], false);
    expect([some.status, codesOf(some.body), some.body[0].id.slice(0, 3), some.body[2].id.slice(0, 3)]).toEqual([
      200,
      ['ok', 'INVALID_EMAIL_ADDRESS', 'ok'],
      '00Q',
      '003',
    ]);
    expect(codesOf((await post([lead(), lead({ Email: 'no' })], true)).body)).toEqual([
      'ALL_OR_NONE_OPERATION_ROLLED_BACK',
      'INVALID_EMAIL_ADDRESS',
    ]);
    expect(await b.count('Lead')).toBe(1);
    const ids = [some.body[0].id, some.body[2].id];
    const read = await b.rest('POST', '/composite/sobjects/Lead', {
      ids: [...ids, '00Q000000000000AAA'],
      fields: ['LastName'],
    });
    expect(read.body).toMatchObject([{ LastName: 'A' }, null, null]);
    expect(codesOf((await b.rest('DELETE', `/composite/sobjects?ids=${ids.join()}`)).body)).toEqual(['ok', 'ok']);
  },
  'rest.composite': async (b) => {
    const part = (referenceId: string, method: string, url: string, body?: object) => ({
      referenceId,
      method,
      url: `/services/data/v62.0${url}`,
      body,
    });
    const both = [
      part('acc', 'POST', '/sobjects/Account', { Name: 'Acme "1"' }),
      part('con', 'POST', '/sobjects/Contact', { LastName: 'A', AccountId: '@{acc.id}' }),
    ];
    const good = (await b.rest('POST', '/composite', { allOrNone: true, compositeRequest: both })).body
      .compositeResponse;
    expect(good.map((one: any) => one.httpStatusCode)).toEqual([201, 201]);
    const bad = [...both, part('no', 'POST', '/sobjects/Contact', {})];
    const undone = (await b.rest('POST', '/composite', { allOrNone: true, compositeRequest: bad })).body
      .compositeResponse;
    expect(undone.map((one: any) => [one.httpStatusCode, one.body[0].errorCode])).toEqual([
      [400, 'PROCESSING_HALTED'],
      [400, 'PROCESSING_HALTED'],
      [400, 'REQUIRED_FIELD_MISSING'],
    ]);
    expect([await b.count('Account'), await b.count('Contact'), b.shop.kit.writes.since(0).length]).toEqual([1, 1, 2]);
    const graphs = (
      await b.rest('POST', '/composite/graph', {
        graphs: [
          { graphId: '1', compositeRequest: both },
          { graphId: '2', compositeRequest: bad },
        ],
      })
    ).body.graphs;
    expect(graphs.map((one: any) => one.isSuccessful)).toEqual([true, false]);
    expect(await b.count('Account')).toBe(2);
  },
  'rest.tree': async (b) => {
    const contact = (referenceId: string, fields: object) => ({
      attributes: { type: 'Contact', referenceId },
      ...fields,
    });
    const tree = (...records: object[]) =>
      b.rest('POST', '/composite/tree/Account', {
        records: [{ attributes: { type: 'Account', referenceId: 'a' }, Name: 'Acme', Contacts: { records } }],
      });
    const good = await tree(contact('c', { LastName: 'A' }));
    expect([good.status, good.body.hasErrors, good.body.results.map((one: any) => one.referenceId)]).toEqual([
      201,
      false,
      ['a', 'c'],
    ]);
    expect(await b.query('SELECT Account.Name FROM Contact')).toMatchObject([{ Account: { Name: 'Acme' } }]);
    const bad = await tree(contact('c', {}));
    expect([bad.status, bad.body.results[0].errors[0].statusCode, await b.count('Account')]).toEqual([
      400,
      'REQUIRED_FIELD_MISSING',
      1,
    ]);
  },
  'rest.updatedDeleted': async (b) => {
    const [one, two] = [await b.create('Lead', lead()), await b.create('Lead', lead())];
    b.advance(60 * SECOND);
    await b.rest('DELETE', `/sobjects/Lead/${two}`);
    const window = 'start=2026-01-05T07:00:00%2B00:00&end=2026-01-05T09:00:00%2B00:00';
    expect((await b.rest('GET', `/sobjects/Lead/updated/?${window}`)).body).toEqual({
      ids: [one],
      latestDateCovered: '2026-01-05T08:01:00.000+0000',
    });
    expect((await b.rest('GET', `/sobjects/Lead/deleted/?${window}`)).body).toMatchObject({
      deletedRecords: [{ id: two, deletedDate: '2026-01-05T08:01:00.000+0000' }],
    });
    b.advance(31 * DAY);
    expect((await b.rest('GET', `/sobjects/Lead/updated/?${window}`)).body[0].errorCode).toBe(
      'INVALID_REPLICATION_DATE',
    );
  },
};
