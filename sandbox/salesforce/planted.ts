import { refuse } from './apiError.js';
import type { Row, Value } from './shapes.js';
import type { Writer } from './writer.js';

/** A record the org itself makes in the course of a save: unasked, unchecked, with the object's defaults. */
export function planted({ org, tx, userId }: Writer, object: string, fields: Readonly<Record<string, Value>>): Row {
  const view = org.schema.object(object);
  if (view === null) throw refuse('INVALID_TYPE', `no ${object}`, []);
  const at = org.now();
  const initial = Object.fromEntries(
    view.fields.flatMap((one) =>
      one.initial === null || one.initial === '' ? [] : [[one.name, one.initial] as const],
    ),
  );
  const row: Row = {
    ...initial,
    ...fields,
    Id: org.makeId(view.def),
    IsDeleted: false,
    CreatedDate: at,
    CreatedById: userId,
    LastModifiedDate: at,
    LastModifiedById: userId,
    SystemModstamp: at,
  };
  tx.put(object, row);
  return row;
}
