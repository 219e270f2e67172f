import type { Call } from '../api/call.js';
import { deletedIn, recordOf, updatedIn } from '../api/sobjects.js';
import { refuse } from '../apiError.js';
import type { Cursors, Page } from '../cursors.js';
import type { Org } from '../org.js';
import { runQuery } from '../soql/runQuery.js';
import { search } from '../sosl/search.js';
import { soapDescribe, soapDescribeGlobal } from './described.js';
import { recordXml } from './records.js';
import { element, many, text, textIn, type Node } from './xml.js';

type Reading = (org: Org, call: Call, content: Node, cursors: Cursors, size: number) => string;

const MOST_RETRIEVED = 2000;
/** Most objects of one describe. */
const MOST_DESCRIBED = 100;

const page = ({ found, from, to, next }: Page): string =>
  `<result xsi:type="QueryResult"><done>${String(next === null)}</done>${element('queryLocator', next)}${found
    .records(from, to)
    .map((one) => recordXml(one))
    .join('')}<size>${found.totalSize}</size></result>`;

const query =
  (deleted: boolean): Reading =>
  (org, call, content, cursors, size) => {
    const soql = text(content, 'queryString') ?? '';
    if (soql === '') throw refuse('MALFORMED_QUERY', 'SOQL statements cannot be empty or null');
    const found = runQuery(org, soql, { version: call.version, deleted, style: 'csv' });
    return page(cursors.open(call.client, found, size));
  };

function described(org: Org, call: Call, name: string): unknown {
  const view = org.schema.object(name);
  if (view === null) throw refuse('INVALID_TYPE', `sObject type '${name}' is not supported.`);
  return soapDescribe(org, view, call.version, call.origin);
}

/** Everything that only reads. Source: SOAP API Developer Guide, Core Calls and Describe Calls. */
export const READINGS: Readonly<Record<string, Reading>> = {
  query: query(false),
  queryAll: query(true),
  queryMore: (_org, call, content, cursors, size) =>
    page(cursors.next(call.client, text(content, 'queryLocator') ?? '', size)),
  retrieve: (org, call, content) => {
    const view = org.schema.object(text(content, 'sObjectType') ?? '');
    if (view === null)
      throw refuse('INVALID_TYPE', `sObject type '${text(content, 'sObjectType') ?? ''}' is not supported.`);
    const names = (text(content, 'fieldList') ?? 'Id').split(',').map((name) => name.trim());
    const ids = many(content['ids']);
    if (ids.length > MOST_RETRIEVED)
      throw refuse('EXCEEDED_ID_LIMIT', `cannot retrieve more than ${MOST_RETRIEVED} records`);
    return ids
      .map((id) => {
        const found = org.byId(textIn(id) ?? '');
        return found === null || found.view !== view || found.row.IsDeleted
          ? '<result xsi:nil="true"/>'
          : recordXml(
              recordOf(
                org,
                view,
                found.row,
                call.version,
                ['Id', ...names.filter((name) => name.toLowerCase() !== 'id')],
                'csv',
              ),
              'result',
            );
      })
      .join('');
  },
  search: (org, call, content) =>
    `<result>${search(org, text(content, 'searchString') ?? '', call.version, 'csv')
      .map((one) => `<searchRecords>${recordXml(one, 'record')}</searchRecords>`)
      .join('')}</result>`,
  describeSObject: (org, call, content) => element('result', described(org, call, text(content, 'sObjectType') ?? '')),
  describeSObjects: (org, call, content) => {
    const names = many(content['sObjectType']).map((one) => textIn(one) ?? '');
    if (names.length > MOST_DESCRIBED)
      throw refuse('EXCEEDED_ID_LIMIT', `cannot describe more than ${MOST_DESCRIBED} objects`);
    return element(
      'result',
      names.map((name) => described(org, call, name)),
    );
  },
  describeGlobal: (org, call) => element('result', soapDescribeGlobal(org, call.version)),
  getUpdated: (org, _call, content) =>
    element('result', updatedIn(org, objectOf(org, content), text(content, 'startDate'), text(content, 'endDate'))),
  getDeleted: (org, _call, content) =>
    element('result', deletedIn(org, objectOf(org, content), text(content, 'startDate'), text(content, 'endDate'))),
  getServerTimestamp: (org) => `<result><timestamp>${new Date(org.now()).toISOString()}</timestamp></result>`,
};

function objectOf(org: Org, content: Node) {
  const view = org.schema.object(text(content, 'sObjectType') ?? '');
  if (view === null)
    throw refuse('INVALID_TYPE', `sObject type '${text(content, 'sObjectType') ?? ''}' is not supported.`);
  return view;
}
