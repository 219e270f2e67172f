import { expect, test } from '@jest/globals';
import { createIndex } from '../../sandbox/salesforce/tableIndex.js';

test.each([1, 2, 16, 17, 40])(
  'an index finds all of %i ids of one value in any case, and forgets those taken out',
  (many) => {
    const index = createIndex();
    const ids = Array.from({ length: many }, (_one, n) => `00Q${n}`);
    for (const id of ids) index.move(id, null, 'Ana@Example.com');
    expect(index.ids('ANA@example.com')).toEqual(ids);
    for (const id of ids.slice(1)) index.move(id, 'ana@example.com', 'else');
    expect([index.ids('ana@example.com'), index.ids('else')]).toEqual([ids.slice(0, 1), ids.slice(1)]);
    index.move('00Q0', 'ana@example.com', null);
    expect(index.ids('ana@example.com')).toEqual([]);
  },
);
