import type { Crm, Predecessor } from '../ports/crm.js';
import type { Catalogue } from './catalogue.js';
import { byObject, fullId, type PersonObject } from './ids.js';
import { everyRow } from './query.js';
import type { Session } from './session.js';
import { list, MOST_IN_LIST, pieces, roomBeside } from './soql.js';

interface Way {
  readonly from: PersonObject;
  /** Names the record it went into. Both are filterable (Object Reference, Lead and Contact). */
  readonly by: 'ConvertedContactId' | 'MasterRecordId';
  readonly where: string;
}

const MERGED = { by: 'MasterRecordId', where: 'IsDeleted = true' } as const;
const WAYS: Readonly<Record<PersonObject, readonly Way[]>> = {
  Contact: [
    { from: 'Lead', by: 'ConvertedContactId', where: 'IsConverted = true' },
    { from: 'Contact', ...MERGED },
  ],
  Lead: [{ from: 'Lead', ...MERGED }],
};

export function predecessors(session: Session, catalogue: Catalogue): Crm['predecessors'] {
  return async (ids) => {
    const found: Predecessor[] = [];
    for (const [object, own] of byObject([...new Set(ids.map(fullId))]))
      for (const { from, by, where } of WAYS[object]) {
        // Hidden from our user: nobody has gone that way as far as it can be told.
        if ((await catalogue.columns(from, [], true)) === null) continue;
        for (const piece of pieces(own, MOST_IN_LIST, roomBeside(`Id, ${by}`))) {
          const soql = `SELECT Id, ${by} FROM ${from} WHERE ${where} AND ${by} IN ${list(piece)}`;
          for (const row of await everyRow(session, 'queryAll', soql))
            found.push({ id: fullId(String(row['Id'])), into: fullId(String(row[by])) });
        }
      }
    return found;
  };
}
