import type { ObjectView } from './schema.js';
import type { Row } from './shapes.js';
import type { Writer } from './writer.js';

/** Assignment rules run on creation unless the caller says not to (Sforce-Auto-Assign, TRUE by default); the new owner is a user or a queue. */
export function assigned({ org, tx, options }: Writer, view: ObjectView, row: Row): Row {
  const rule = org.settings.assignmentRules.find((one) => one.object.toLowerCase() === view.def.name.toLowerCase());
  if (rule === undefined || !options.assign) return row;
  const at = new Date(org.kit.clock.now()).toISOString();
  if (rule.notify) tx.mail({ kind: 'assignment', to: rule.owner, record: row.Id, at });
  const email = row['Email'];
  if (rule.autoResponse && typeof email === 'string') tx.mail({ kind: 'auto-response', to: email, record: row.Id, at });
  const queue = org.table('Group').find('Name', rule.owner)?.[0];
  return { ...row, OwnerId: queue?.Id ?? org.user(rule.owner) };
}
