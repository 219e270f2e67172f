import { afterAll, beforeAll, test } from '@jest/globals';
import { pythonClient } from './support/pythonClient.js';
import { visit, type Client, type Visit } from './support/visit.js';

let at: Visit;
let client: Client;
beforeAll(async () => {
  at = await visit('simple-salesforce 1.12.10, composite');
  client = await pythonClient(at.org);
}, 300_000);
afterAll(() => at.end());

const part = (name: string, wish: object) => at.json(client, name, JSON.stringify(wish));
const URL_OF = '/services/data/v62.0/sobjects';
const make = (referenceId: string, object: string, body: object) => {
  return { method: 'POST', url: `${URL_OF}/${object}`, referenceId, body };
};
const read = { method: 'GET', url: `${URL_OF}/Contact/@{contact.id}`, referenceId: 'read' };
const composite = async (allOrNone: boolean, compositeRequest: readonly object[]): Promise<any> =>
  (await part('composite', { requests: { allOrNone, compositeRequest } }))['answers'];

test('sends a composite whose calls refer to each other', async () => {
  const account = make('account', 'Account', { Name: 'Composed' });
  const contact = make('contact', 'Contact', { LastName: 'Composed', AccountId: '@{account.id}' });
  const good = await composite(true, [account, contact, read]);
  const [[, , made], , [, , body]] = good;
  at.agree(
    good.map(([name, status]: unknown[]) => [name, status]),
    [
      ['account', 201],
      ['contact', 201],
      ['read', 200],
    ],
  );
  at.agree([body.LastName, body.AccountId], ['Composed', made.id]);
});

test('an all-or-none composite leaves nothing behind, be it a row of a collection inside that is refused', async () => {
  const bad = { FirstName: 'No last name' };
  const failed = await composite(true, [
    make('first', 'Account', { Name: 'Undone' }),
    make('bad', 'Contact', bad),
    read,
  ]);
  at.agree(
    failed.map(([name, status, [one]]: any[]) => [name, status, one.errorCode]),
    [
      ['first', 400, 'PROCESSING_HALTED'],
      ['bad', 400, 'REQUIRED_FIELD_MISSING'],
      ['read', 400, 'PROCESSING_HALTED'],
    ],
  );
  const records = [{ Name: 'Undone' }, { Website: 'No name' }].map((one) => ({
    attributes: { type: 'Account' },
    ...one,
  }));
  const many = { ...make('many', '', { allOrNone: false, records }), url: '/services/data/v62.0/composite/sobjects' };
  const [[, , rows]] = await composite(true, [many]);
  at.agree(
    rows.map(({ success, errors: [error] }: any) => [success, error.statusCode]),
    [
      [false, 'ALL_OR_NONE_OPERATION_ROLLED_BACK'],
      [false, 'REQUIRED_FIELD_MISSING'],
    ],
  );
  at.agree(await at.org.witness.rows("SELECT Id FROM Account WHERE Name = 'Undone'"), []);
});

test('a call that refers to one that was refused is not made; the others are', async () => {
  const dependent = make('dependent', 'Contact', { LastName: 'Dependent', AccountId: '@{refused.id}' });
  const other = make('other', 'Account', { Name: 'Other' });
  const answers = await composite(false, [make('refused', 'Account', {}), dependent, other]);
  at.agree(
    answers.map(([, status, body]: any[]) => [status, body[0]?.errorCode]),
    [
      [400, 'REQUIRED_FIELD_MISSING'],
      [400, 'PROCESSING_HALTED'],
      [201, undefined],
    ],
  );
  at.agree(await at.org.witness.rows("SELECT Id FROM Contact WHERE LastName = 'Dependent'"), []);
});
