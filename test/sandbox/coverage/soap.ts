import { expect } from '@jest/globals';
import { tag, type Checks } from './bench.js';

const sObject = (type: string, fields: string) =>
  `<sObjects xmlns:s="urn:sobject.partner.soap.sforce.com"><s:type>${type}</s:type>${fields}</sObjects>`;

export const SOAP: Checks = {
  'soap.dml': async (b) => {
    b.settings({ customFields: [{ object: 'Lead', name: 'Ext__c', type: 'string', externalId: true }] });
    const made = (
      await b.soap(
        `<create>${sObject('Lead', '<LastName>A</LastName><Company>X &amp; Y</Company><Title>T</Title><Ext__c>e</Ext__c>')}${sObject('Lead', '<Company>X</Company>')}</create>`,
      )
    ).xml;
    expect([tag(made, 'success'), tag(made, 'statusCode')]).toEqual([['true', 'false'], ['REQUIRED_FIELD_MISSING']]);
    const [id = ''] = tag(made, 'id');
    expect(
      tag(
        (
          await b.soap(
            `<update>${sObject('Lead', `<Id>${id}</Id><fieldsToNull>Title</fieldsToNull><City>Rome</City>`)}</update>`,
          )
        ).xml,
        'success',
      ),
    ).toEqual(['true']);
    expect(await b.read('Lead', id, 'Title, City, Company')).toMatchObject({
      Title: null,
      City: 'Rome',
      Company: 'X & Y',
    });
    const put = (
      await b.soap(
        `<upsert><externalIDFieldName>Ext__c</externalIDFieldName>${sObject('Lead', '<Ext__c>e</Ext__c><City>Oslo</City>')}${sObject('Lead', '<Ext__c>f</Ext__c><LastName>B</LastName><Company>X</Company>')}</upsert>`,
      )
    ).xml;
    expect([tag(put, 'created'), tag(put, 'id')[0]]).toEqual([['false', 'true'], id]);
    const none = (
      await b.soap(
        `<create>${sObject('Lead', '<LastName>A</LastName><Company>X</Company>')}${sObject('Lead', '')}</create>`,
        'sync',
        '<AllOrNoneHeader><allOrNone>true</allOrNone></AllOrNoneHeader>',
      )
    ).xml;
    expect([tag(none, 'statusCode'), await b.count('Lead')]).toEqual([
      ['ALL_OR_NONE_OPERATION_ROLLED_BACK', 'REQUIRED_FIELD_MISSING'],
      2,
    ]);
  },
  'soap.bin': async (b) => {
    const id = await b.create('Lead', { LastName: 'A', Company: 'X' });
    expect(tag((await b.soap(`<delete><ids>${id}</ids></delete>`)).xml, 'success')).toEqual(['true']);
    expect(tag((await b.soap(`<undelete><ids>${id}</ids></undelete>`)).xml, 'success')).toEqual(['true']);
    expect(await b.count('Lead')).toBe(1);
    expect(tag((await b.soap(`<undelete><ids>${id}</ids></undelete>`)).xml, 'statusCode')).toEqual(['UNDELETE_FAILED']);
    await b.soap(`<delete><ids>${id}</ids></delete>`);
    expect(tag((await b.soap(`<emptyRecycleBin><ids>${id}</ids></emptyRecycleBin>`)).xml, 'success')).toEqual(['true']);
    expect(await b.queryAll('SELECT Id FROM Lead')).toEqual([]);
  },
  'soap.query': async (b) => {
    await b.rest('POST', '/composite/sobjects', {
      records: Array.from({ length: 200 }, (_one, n) => ({
        attributes: { type: 'Lead' },
        LastName: `L${n}`,
        Company: 'X',
      })),
    });
    const gone = await b.create('Lead', { LastName: 'Z', Company: '<X>' });
    const size = '<QueryOptions><batchSize>200</batchSize></QueryOptions>';
    const first = (
      await b.soap(
        '<query><queryString>SELECT Id, LastName, Owner.Name FROM Lead ORDER BY LastName</queryString></query>',
        'sync',
        size,
      )
    ).xml;
    expect([tag(first, 'done'), tag(first, 'size'), tag(first, 'LastName').length, tag(first, 'Name')[0]]).toEqual([
      ['false'],
      ['201'],
      200,
      'sync',
    ]);
    const more = (
      await b.soap(`<queryMore><queryLocator>${tag(first, 'queryLocator')[0]}</queryLocator></queryMore>`, 'sync', size)
    ).xml;
    expect([tag(more, 'done'), tag(more, 'LastName')]).toEqual([['true'], ['Z']]);
    await b.rest('DELETE', `/sobjects/Lead/${gone}`);
    expect(
      tag(
        (
          await b.soap(
            '<queryAll><queryString>SELECT Company FROM Lead WHERE IsDeleted = true</queryString></queryAll>',
          )
        ).xml,
        'Company',
      ),
    ).toEqual(['&lt;X&gt;']);
    expect(
      tag(
        (
          await b.soap(
            `<retrieve><fieldList>Id,LastName</fieldList><sObjectType>Lead</sObjectType><ids>${gone}</ids></retrieve>`,
          )
        ).xml,
        'LastName',
      ),
    ).toEqual([]);
  },
  'soap.describe': async (b) => {
    const { xml } = await b.soap(
      '<describeSObjects><sObjectType>Lead</sObjectType><sObjectType>Contact</sObjectType></describeSObjects>',
    );
    expect([tag(xml, 'keyPrefix'), tag(xml, 'name').includes('Email')]).toEqual([['00Q', '003'], true]);
    expect(
      tag((await b.soap('<describeSObject><sObjectType>Lead</sObjectType></describeSObject>')).xml, 'mergeable'),
    ).toEqual(['true']);
    expect(tag((await b.soap('<getServerTimestamp/>')).xml, 'timestamp')).toEqual(['2026-01-05T08:00:00.000Z']);
    expect(tag((await b.soap('<getUserInfo/>', 'ann')).xml, 'userName')).toEqual(['ann']);
  },
  'soap.convertAndMerge': async (b) => {
    const [lead, keep, lose] = [
      await b.create('Lead', { LastName: 'A', Company: 'X' }),
      await b.create('Contact', { LastName: 'K' }),
      await b.create('Contact', { LastName: 'L' }),
    ];
    const done = (
      await b.soap(
        `<convertLead><leadConverts><leadId>${lead}</leadId><convertedStatus>Qualified</convertedStatus></leadConverts><leadConverts><leadId>${lead}</leadId><convertedStatus>New</convertedStatus></leadConverts></convertLead>`,
      )
    ).xml;
    expect([tag(done, 'success'), tag(done, 'statusCode')]).toEqual([
      ['true', 'false'],
      ['CANNOT_UPDATE_CONVERTED_LEAD'],
    ]);
    expect(await b.read('Lead', lead, 'ConvertedContactId, IsConverted')).toMatchObject({
      IsConverted: true,
      ConvertedContactId: tag(done, 'contactId')[0],
    });
    const merged = (
      await b.soap(
        `<merge><request><masterRecord><type>Contact</type><Id>${keep}</Id><Title>T</Title></masterRecord><recordToMergeIds>${lose}</recordToMergeIds></request></merge>`,
      )
    ).xml;
    expect([tag(merged, 'success'), tag(merged, 'mergedRecordIds')]).toEqual([['true'], [lose]]);
    expect(await b.read('Contact', lose, 'IsDeleted, MasterRecordId')).toMatchObject({
      IsDeleted: true,
      MasterRecordId: keep,
    });
  },
  'soap.faults': async (b) => {
    const told = async (operation: string, as?: string) => {
      const { status, xml } = await b.soap(operation, as);
      return [status, tag(xml, 'faultcode')[0]];
    };
    expect(await told('<getUserInfo/>', 'bad')).toEqual([500, 'sf:INVALID_SESSION_ID']);
    expect(await told('<query><queryString>SELECT Nope FROM Lead</queryString></query>')).toEqual([
      500,
      'sf:INVALID_FIELD',
    ]);
    expect(await told('<nothing/>')).toEqual([500, 'sf:UNSUPPORTED_API']);
    expect(await told('<open>')).toEqual([500, 'soapenv:Client']);
    expect(await told('<query><queryString>&evil;</queryString></query>')).toEqual([500, 'soapenv:Client']);
    const doctype = await b.call('POST', '/services/Soap/u/62.0', '<!DOCTYPE x [<!ENTITY a "b">]><x/>', {
      'content-type': 'text/xml',
    });
    expect([doctype.status, doctype.text]).toEqual([500, expect.stringContaining('DOCTYPE is not allowed')]);
    b.fault({ kind: 'status', status: 503, times: 1 });
    const busy = await b.soap('<getUserInfo/>');
    expect([busy.status, tag(busy.xml, 'faultcode')]).toEqual([503, ['sf:SERVER_UNAVAILABLE']]);
  },
};
