import { expect } from '@jest/globals';
import { DAY, SECOND, type Bench, type Checks } from './bench.js';

async function family(b: Bench): Promise<{ account: string; contact: string }> {
  const account = await b.create('Account', { Name: 'Acme', Industry: 'Banking', AnnualRevenue: 10 });
  const contact = await b.create('Contact', { LastName: 'Ada', AccountId: account, Email: 'Ada@x.org' });
  await b.create('Contact', { LastName: 'Bob', ReportsToId: contact });
  return { account, contact };
}
const names = (records: any[]): string[] => records.map((one) => one.LastName ?? one.Name).toSorted();

export const SOQL: Checks = {
  'soql.parents': async (b) => {
    await family(b);
    const [bob] = await b.query(
      "SELECT ReportsTo.Account.Owner.Profile.Name, Account.Name FROM Contact WHERE ReportsTo.Account.Name = 'acme'",
    );
    expect(bob).toMatchObject({
      Account: null,
      ReportsTo: { Account: { Owner: { Profile: { Name: 'System Administrator' } } } },
    });
    expect(await b.refusal('SELECT Account.Parent.Parent.Parent.Parent.Parent.Name FROM Contact')).toBe(
      'MALFORMED_QUERY',
    );
  },
  'soql.children': async (b) => {
    await family(b);
    await b.create('Account', { Name: 'Empty' });
    const [acme, empty] = await b.query(
      'SELECT Name, (SELECT LastName FROM Contacts WHERE Email != null ORDER BY LastName LIMIT 5) FROM Account ORDER BY Name',
    );
    expect(acme.Contacts).toMatchObject({ totalSize: 1, done: true, records: [{ LastName: 'Ada' }] });
    expect(empty.Contacts).toBeNull();
  },
  'soql.semiJoins': async (b) => {
    const { contact, account } = await family(b);
    await b.create('Opportunity', {
      Name: 'Deal',
      StageName: 'Prospecting',
      CloseDate: '2026-02-01',
      AccountId: account,
      ContactId: contact,
    });
    expect(
      names(await b.query('SELECT LastName FROM Contact WHERE Id IN (SELECT ContactId FROM OpportunityContactRole)')),
    ).toEqual(['Ada']);
    expect(
      names(
        await b.query('SELECT LastName FROM Contact WHERE Id NOT IN (SELECT ContactId FROM OpportunityContactRole)'),
      ),
    ).toEqual(['Bob']);
    expect([
      await b.refusal(
        "SELECT Id FROM Contact WHERE LastName = 'x' OR Id IN (SELECT ContactId FROM OpportunityContactRole)",
      ),
      await b.refusal('SELECT Id FROM Contact WHERE LastName IN (SELECT Id FROM Account)'),
    ]).toEqual(['MALFORMED_QUERY', 'MALFORMED_QUERY']);
  },
  'soql.null': async (b) => {
    await family(b);
    const found = async (where: string) => names(await b.query(`SELECT LastName FROM Contact WHERE ${where}`));
    expect(await found("Email != 'zoe@x.org'")).toEqual(['Ada', 'Bob']);
    expect(await found('Email = null')).toEqual(['Bob']);
    expect(await found("NOT Email LIKE 'ada%'")).toEqual(['Bob']);
    expect(await found("Email < 'zzz'")).toEqual(['Ada']);
    expect(await found('HasOptedOutOfEmail = false')).toEqual(['Ada', 'Bob']);
  },
  'soql.case': async (b) => {
    await family(b);
    b.settings({
      customFields: [{ object: 'Contact', name: 'Key__c', type: 'string', externalId: true, caseSensitive: true }],
    });
    await b.create('Contact', { LastName: 'Cid', Key__c: 'abc' });
    const found = async (where: string) => names(await b.query(`SELECT LastName FROM Contact WHERE ${where}`));
    expect(await found("Email = 'ADA@X.ORG'")).toEqual(['Ada']);
    expect(await found("LastName LIKE '_DA'")).toEqual(['Ada']);
    expect([await found("Key__c = 'abc'"), await found("Key__c = 'ABC'")]).toEqual([['Cid'], []]);
    expect(await found("LastName LIKE '\\%%'")).toEqual([]);
  },
  'soql.dates': async (b) => {
    b.settings({ users: [{ username: 'tokyo', TimeZoneSidKey: 'Asia/Tokyo' }] });
    // 08:00 in Greenwich is 17:00 in Tokyo; eight hours later it is tomorrow there.
    await b.create('Lead', { LastName: 'Now', Company: 'X' });
    const seen = async (where: string, as: string) => (await b.query(`SELECT Id FROM Lead WHERE ${where}`, as)).length;
    expect([
      await seen('CreatedDate = TODAY', 'sync'),
      await seen('CreatedDate >= 2026-01-05T17:00:00+09:00', 'sync'),
    ]).toEqual([1, 1]);
    b.advance(8 * 3600 * SECOND);
    expect([
      await seen('CreatedDate = TODAY', 'sync'),
      await seen('CreatedDate = YESTERDAY', 'tokyo'),
      await seen('CreatedDate = TODAY', 'tokyo'),
    ]).toEqual([1, 1, 0]);
    b.advance(9 * DAY);
    expect([
      await seen('CreatedDate = LAST_N_DAYS:9', 'sync'),
      await seen('CreatedDate = LAST_N_DAYS:8', 'sync'),
      await seen('CreatedDate = LAST_WEEK', 'sync'),
      await seen('CreatedDate = THIS_QUARTER', 'sync'),
      await seen('CreatedDate IN (TODAY, LAST_N_WEEKS:1)', 'sync'),
    ]).toEqual([1, 0, 1, 1, 1]);
  },
  'soql.includes': async (b) => {
    b.settings({
      customFields: [{ object: 'Lead', name: 'Topics__c', type: 'multipicklist', values: ['A', 'B', 'C'] }],
    });
    for (const [LastName, Topics__c] of [
      ['One', 'A;B'],
      ['Two', 'C'],
      ['Three', null],
    ])
      await b.create('Lead', { LastName, Company: 'X', Topics__c });
    const found = async (where: string) => names(await b.query(`SELECT LastName FROM Lead WHERE ${where}`));
    expect(await found("Topics__c INCLUDES ('A;B', 'C')")).toEqual(['One', 'Two']);
    expect(await found("Topics__c INCLUDES ('A;C')")).toEqual([]);
    expect(await found("Topics__c EXCLUDES ('A')")).toEqual(['Three', 'Two']);
  },
  'soql.aggregates': async (b) => {
    for (const [LastName, LeadSource, AnnualRevenue] of [
      ['a', 'Web', 1],
      ['b', 'Web', 3],
      ['c', 'Other', 5],
      ['d', null, null],
    ])
      await b.create('Lead', { LastName, Company: 'X', LeadSource, AnnualRevenue });
    const groups = await b.query(
      'SELECT LeadSource, COUNT(Id) n, SUM(AnnualRevenue) s, AVG(AnnualRevenue), MAX(LastName) FROM Lead GROUP BY LeadSource HAVING COUNT(Id) > 0 AND LeadSource != null ORDER BY COUNT(Id) DESC',
    );
    expect(groups).toEqual([
      { attributes: { type: 'AggregateResult' }, LeadSource: 'Web', n: 2, s: 4, expr0: 2, expr1: 'b' },
      { attributes: { type: 'AggregateResult' }, LeadSource: 'Other', n: 1, s: 5, expr0: 5, expr1: 'c' },
    ]);
    expect(await b.query('SELECT COUNT_DISTINCT(LeadSource) FROM Lead')).toMatchObject([{ expr0: 2 }]);
    expect(await b.count('Lead', "LeadSource = 'web'")).toBe(2);
    expect(await b.refusal('SELECT LastName, COUNT(Id) FROM Lead GROUP BY LeadSource')).toBe('MALFORMED_QUERY');
  },
  'soql.functions': async (b) => {
    await b.create('Lead', { LastName: 'a', Company: 'X' });
    expect(
      await b.query(
        'SELECT CALENDAR_YEAR(CreatedDate) y, DAY_ONLY(CreatedDate) d, COUNT(Id) n FROM Lead WHERE CALENDAR_MONTH(CreatedDate) = 1 GROUP BY CALENDAR_YEAR(CreatedDate), DAY_ONLY(CreatedDate)',
      ),
    ).toMatchObject([{ y: 2026, d: '2026-01-05', n: 1 }]);
    b.settings({ picklists: [{ object: 'Lead', field: 'Rating', values: [{ value: 'h', label: 'Hot' }] }] });
    await b.create('Lead', { LastName: 'b', Company: 'X', Rating: 'h' });
    expect(await b.query("SELECT toLabel(Rating) FROM Lead WHERE LastName = 'b'")).toMatchObject([{ Rating: 'Hot' }]);
    expect(await b.refusal('SELECT FORMAT(CreatedDate) FROM Lead')).toBe('MALFORMED_QUERY');
  },
  'soql.fields': async (b) => {
    await b.create('Lead', { LastName: 'a', Company: 'X' });
    const [all] = await b.query('SELECT FIELDS(ALL) FROM Lead LIMIT 200');
    expect(Object.keys(all)).toEqual(expect.arrayContaining(['Id', 'Email', 'SystemModstamp', 'Address']));
    expect(await b.refusal('SELECT FIELDS(ALL) FROM Lead')).toBe('MALFORMED_QUERY');
  },
  'soql.typeof': async (b) => {
    const lead = await b.create('Lead', { LastName: 'L', Company: 'Firm' });
    const contact = await b.create('Contact', { LastName: 'C', Email: 'c@x.org' });
    for (const WhoId of [lead, contact]) await b.create('Task', { WhoId, Subject: WhoId });
    const told = await b.query(
      'SELECT TYPEOF Who WHEN Contact THEN Email WHEN Lead THEN Company END FROM Task ORDER BY Who.Type',
    );
    expect(told.map((one: any) => one.Who)).toMatchObject([
      { attributes: { type: 'Contact' }, Email: 'c@x.org' },
      { attributes: { type: 'Lead' }, Company: 'Firm' },
    ]);
  },
  'soql.errors': async (b) => {
    const told = async (soql: string) => (await b.rest('GET', `/query?q=${encodeURIComponent(soql)}`)).body[0];
    expect(await told('SELECT Id, Nme FROM Account')).toEqual({
      errorCode: 'INVALID_FIELD',
      message: `\nSELECT Id, Nme FROM Account\n           ^\nERROR at Row:1:Column:12\nNo such column 'Nme' on entity 'Account'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.`,
    });
    expect((await told('SELECT Id FROM Acount')).message).toMatch(
      /ERROR at Row:1:Column:16\nsObject type 'Acount' is not supported/,
    );
    expect(await told("SELECT Id FROM Account WHERE Name = 'a' AND Name = 'b' OR Name = 'c'")).toMatchObject({
      errorCode: 'MALFORMED_QUERY',
      message: expect.stringContaining('unexpected token: OR'),
    });
    expect(await told('SELECT Id FROM Account LIMIT x')).toMatchObject({
      errorCode: 'MALFORMED_QUERY',
      message: expect.stringMatching(/Column:30\nunexpected token: 'x'/),
    });
    expect(await told("SELECT Id FROM Account WHERE Name = 'x")).toMatchObject({
      errorCode: 'MALFORMED_QUERY',
      message: expect.stringContaining("mismatched character '<EOF>'"),
    });
  },
  'soql.ids': async (b) => {
    const { contact } = await family(b);
    expect(await b.count('Contact', `Id = '${contact.slice(0, 15)}'`)).toBe(1);
    const [{ Id }] = await b.query("SELECT Id FROM Contact WHERE LastName = 'Ada'");
    expect(Id).toBe(contact);
    expect(await b.refusal("SELECT Id FROM Contact WHERE Id = 'short'")).toBe('INVALID_QUERY_FILTER_OPERATOR');
  },
  'soql.pages': async (b) => {
    for (let at = 0; at < 3; at += 1)
      await b.rest('POST', '/composite/sobjects', {
        records: Array.from({ length: 200 }, (_one, n) => ({
          attributes: { type: 'Lead' },
          LastName: `${at}-${n}`,
          Company: 'X',
        })),
      });
    const small = { headers: { 'sforce-query-options': 'batchSize=200' } };
    const first = (await b.rest('GET', '/query?q=SELECT+Id+FROM+Lead', undefined, small)).body;
    expect([first.totalSize, first.done, first.records.length]).toEqual([600, false, 200]);
    const next = first.nextRecordsUrl.replace('/services/data/v62.0', '');
    expect((await b.rest('GET', next, undefined, small)).body.records).toHaveLength(200);
    expect((await b.rest('GET', next, undefined, { as: 'else' })).body[0].errorCode).toBe('INVALID_QUERY_LOCATOR');
    b.advance(3 * DAY);
    expect((await b.rest('GET', next, undefined, small)).body[0].errorCode).toBe('INVALID_QUERY_LOCATOR');
    const open = [];
    for (let at = 0; at < 11; at += 1)
      open.push(
        (await b.rest('GET', '/query?q=SELECT+Id+FROM+Lead', undefined, small)).body.nextRecordsUrl.replace(
          '/services/data/v62.0',
          '',
        ),
      );
    expect([(await b.rest('GET', open[0])).status, (await b.rest('GET', open[10])).status]).toEqual([400, 200]);
  },
  'soql.queryAll': async (b) => {
    const { contact } = await family(b);
    await b.rest('DELETE', `/sobjects/Contact/${contact}`);
    expect(await b.count('Contact')).toBe(1);
    expect(await b.queryAll('SELECT LastName FROM Contact WHERE IsDeleted = true')).toMatchObject([
      { LastName: 'Ada' },
    ]);
  },
  'soql.columns': async (b) => {
    const soql = encodeURIComponent('SELECT Name, Owner.Name, (SELECT LastName FROM Contacts) FROM Account');
    const { columnMetadata } = (await b.rest('GET', `/query?q=${soql}&columns=true`)).body;
    expect(columnMetadata).toMatchObject([
      { columnName: 'Name', textType: true, joinColumns: [] },
      { columnName: 'Owner', joinColumns: [{ columnName: 'Name' }] },
      { columnName: 'Contacts', aggregate: true, joinColumns: [{ columnName: 'LastName' }] },
    ]);
  },
  'soql.ties': async (b) => {
    await b.rest('POST', '/composite/sobjects', {
      records: Array.from({ length: 60 }, (_one, n) => ({
        attributes: { type: 'Lead' },
        LastName: `${n}`,
        Company: 'X',
      })),
    });
    const order = async (by: string) => (await b.query(`SELECT Id FROM Lead ${by}`)).map((one: any) => one.Id).join();
    expect(await order('ORDER BY SystemModstamp')).not.toBe(await order('ORDER BY SystemModstamp'));
    expect(await order('ORDER BY SystemModstamp, Id')).toBe(await order('ORDER BY SystemModstamp, Id'));
    expect((await b.query('SELECT Id FROM Lead ORDER BY Title DESC NULLS LAST LIMIT 2 OFFSET 59')).length).toBe(1);
  },
  'sosl.search': async (b) => {
    await family(b);
    await b.create('Lead', { LastName: 'Adams', FirstName: 'Ada', Company: 'X' });
    const find = async (sosl: string) => (await b.rest('GET', `/search?q=${encodeURIComponent(sosl)}`)).body;
    expect(
      (await find('FIND {ada@x.org} IN EMAIL FIELDS RETURNING Contact(Id, LastName), Lead(Id)')).searchRecords,
    ).toMatchObject([{ attributes: { type: 'Contact' }, LastName: 'Ada' }]);
    expect(
      (await find('FIND {ada*} IN NAME FIELDS RETURNING Contact(LastName), Lead(LastName)')).searchRecords.map(
        (one: any) => one.LastName,
      ),
    ).toEqual(['Ada', 'Adams']);
    expect(
      (await find("FIND {ada AND adams} RETURNING Lead(Id WHERE Company = 'X' LIMIT 1)")).searchRecords,
    ).toHaveLength(1);
    expect((await find('FIND {x} RETURNING Lead'))[0].errorCode).toBe('MALFORMED_SEARCH');
    const some = (
      await b.rest('POST', '/parameterizedSearch', { q: 'ada', sobjects: [{ name: 'Lead', fields: ['LastName'] }] })
    ).body;
    expect(some.searchRecords).toMatchObject([{ LastName: 'Adams' }]);
  },
};
