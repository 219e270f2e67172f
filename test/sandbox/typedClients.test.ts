import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createKit } from '../../sandbox/kit/kit.js';
import { serve, type Served } from '../../sandbox/kit/server.js';
import { createSalesforce } from '../../sandbox/salesforce/salesforce.js';

/** What clients made from a schema insist on: every element, in its order; the exact content type. */
const shop = createKit();
const org = createSalesforce(shop.kit);
let served: Served;
beforeAll(async () => {
  served = await serve(org, shop, { port: 0 });
});
afterAll(() => served.close());

async function soap(body: string): Promise<string> {
  const answer = await fetch(`${served.url}/services/Soap/u/62.0`, {
    method: 'POST',
    headers: { 'content-type': 'text/xml; charset=utf-8', soapaction: '""' },
    body: `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns="urn:partner.soap.sforce.com"><e:Header><SessionHeader><sessionId>anna</sessionId></SessionHeader></e:Header><e:Body>${body}</e:Body></e:Envelope>`,
  });
  return answer.text();
}
/** Names of the elements right below the first `parent`, each once. */
function children(xml: string, parent: string): readonly string[] {
  const names: string[] = [];
  let depth = 0;
  const from = xml.slice(xml.indexOf(`<${parent}>`) + parent.length + 2);
  for (const [tag, close, name = '', empty] of from.matchAll(/<(\/?)([\w:]+)[^>]*?(\/?)>/g)) {
    if (close === '/') depth -= 1;
    else if (depth === 0 && names.at(-1) !== name) names.push(name);
    if (depth < 0) break;
    if (close !== '/' && empty !== '/' && !tag.endsWith('/>')) depth += 1;
  }
  return names;
}

test('describeSObject lists its elements by name, with the pages of a record and without REST addresses', async () => {
  const xml = await soap('<describeSObject><sObjectType>Lead</sObjectType></describeSObject>');
  const found = children(xml, 'result');
  expect(found).toEqual(found.toSorted((a, b) => (a < b ? -1 : 1)));
  expect(found).toEqual(expect.arrayContaining(['fields', 'idEnabled', 'keyPrefix', 'urlDetail', 'urlEdit', 'urlNew']));
  expect(found).not.toContain('urls');
  const field = children(xml, 'fields');
  expect(field).toEqual(field.toSorted((a, b) => (a < b ? -1 : 1)));
});

test('getUserInfo says all there is to say', async () => {
  const xml = await soap('<getUserInfo/>');
  expect(children(xml, 'result').join(' ')).toBe(
    'accessibilityMode chatterExternal currencySymbol orgAttachmentFileSizeLimit orgDefaultCurrencyIsoCode orgDefaultCurrencyLocale ' +
      'orgDisallowHtmlAttachments orgHasPersonAccounts organizationId organizationMultiCurrency organizationName profileId roleId ' +
      'sessionSecondsValid userDefaultCurrencyIsoCode userEmail userFullName userId userLanguage userLocale userName userTimeZone ' +
      'userType userUiSkin',
  );
  expect(xml).toContain('<userName>anna</userName>');
});

test('delete takes ids under either name', async () => {
  const [a = '', b = ''] = ['A', 'B'].map((last) => org.seed([{ ...PERSON, last }], 'lead')[0]);
  for (const [name, id] of [
    ['ids', a],
    ['id', b],
  ]) {
    expect(await soap(`<delete><${name}>${id}</${name}></delete>`)).toContain(`<id>${id}</id><success>true</success>`);
  }
});

test('Bulk API 1.0 names its JSON without a charset', async () => {
  const job = await fetch(`${served.url}/services/async/62.0/job`, {
    method: 'POST',
    headers: { 'x-sfdc-session': 'anna', 'content-type': 'application/json' },
    body: JSON.stringify({ operation: 'query', object: 'Lead', contentType: 'JSON' }),
  });
  expect([job.status, job.headers.get('content-type')]).toEqual([201, 'application/json']);
});

const PERSON = {
  n: 1,
  first: 'Ann',
  last: 'Lee',
  email: null,
  phone: '1',
  title: 'Chief',
  company: 'Leeway',
  street: 'Way 1',
  city: 'Berlin',
  state: 'BE',
  postalCode: '10115',
  country: 'Germany',
  changedAt: Date.now() - 86_400_000,
};
