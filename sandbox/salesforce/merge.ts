import { ApiError, refuse } from './apiError.js';
import { checkValue, writable } from './checks.js';
import { completed } from './completed.js';
import type { Org } from './org.js';
import { PERSON_CONTACT } from './personAccount.js';
import { DELETED, obstacles } from './save.js';
import type { Sent } from './sent.js';
import type { ObjectView } from './schema.js';
import type { Row, Value } from './shapes.js';
import { stamped } from './transaction.js';
import type { Writer } from './writer.js';

export interface Merged {
  readonly id: string;
  readonly losers: readonly string[];
  /** Children that hang on the winner now. */
  readonly moved: readonly string[];
}

/**
 * Merges up to two losers into the winner, which keeps its own values unless `sent` sets them. Losers go to the recycle bin with
 * MasterRecordId naming the winner; children move over. Source: SOAP API Developer Guide, merge().
 */
export function mergeRows(writer: Writer, winnerId: string, loserIds: readonly string[], sent: Sent = {}): Merged {
  const { org, tx, userId } = writer;
  const winner = org.byId(winnerId);
  if (winner === null) throw refuse('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', []);
  const { view } = winner;
  if (!view.def.mergeable) throw refuse('INVALID_TYPE', `entity type ${view.def.name} cannot be merged`, []);
  if (loserIds.length === 0 || loserIds.length > 2)
    throw refuse('LIMIT_EXCEEDED', 'one or two records can be merged into the master', []);
  const losers = loserIds.map((id) => {
    const loser = org.byId(id);
    if (loser === null || loser.view.def.name !== view.def.name)
      throw refuse('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', []);
    return loser.row;
  });
  if ([winner.row, ...losers].some((row) => row.IsDeleted)) throw new ApiError(DELETED);
  if ([winner.row, ...losers].some((row) => row['IsConverted'] === true))
    throw refuse('CANNOT_UPDATE_CONVERTED_LEAD', 'cannot reference converted lead', []);
  if (losers.some((row) => row.Id === winner.row.Id))
    throw refuse('INVALID_ID_FIELD', 'the master cannot be merged into itself', []);

  if (view.def.name === 'Contact' && [winner.row, ...losers].some((row) => row['IsPersonAccount'] === true))
    throw new ApiError(PERSON_CONTACT);

  const fields = chosen(org, view, sent);
  const mark = tx.mark();
  const late = obstacles(writer, 'merge', view, winner.row);
  const moved = losers.flatMap((loser) => moveChildren(writer, view, loser, winner.row));
  for (const loser of losers) {
    tx.put(view.def.name, stamped(org, { ...loser, IsDeleted: true, MasterRecordId: winner.row.Id }, userId));
  }
  // The children's move may have changed the winner itself.
  const now = org.byId(winner.row.Id)?.row ?? winner.row;
  tx.put(view.def.name, completed(org, view, stamped(org, { ...now, ...fields }, userId), now));
  tx.log({
    op: 'merge',
    object: view.def.name,
    id: winner.row.Id,
    fields: () => ({
      ...Object.fromEntries(
        Object.entries(fields).map(([name, value]) => [name, [winner.row[name] ?? null, value] as const]),
      ),
      mergedRecordIds: [null, losers.map((row) => row.Id)],
    }),
  });
  if (late !== null) tx.delay(mark, late);
  return { id: winner.row.Id, losers: losers.map((row) => row.Id), moved };
}

function chosen(org: Org, view: ObjectView, sent: Sent): Readonly<Record<string, Value>> {
  return Object.fromEntries(
    Object.entries(sent).map(([name, value]) => {
      const found = writable(view, name, false);
      if ('complaint' in found) throw new ApiError(found.complaint);
      const checked = checkValue(org, found.field, value);
      if ('complaint' in checked) throw new ApiError(checked.complaint);
      return [found.field.name, checked.value];
    }),
  );
}

function moveChildren({ org, tx, userId }: Writer, view: ObjectView, loser: Row, winner: Row): readonly string[] {
  const moved: string[] = [];
  for (const { object, field } of view.children) {
    if (field.name === 'MasterRecordId') continue;
    for (const child of org.table(object).find(field.name, loser.Id) ?? []) {
      if (object === 'CampaignMember' && isMember(org, child, field.name, winner.Id)) {
        tx.drop(object, child.Id);
        continue;
      }
      // Nobody is their own parent or boss, and nobody plays one opportunity's part twice.
      if (child.Id === winner.Id || playsAlready(org, object, child, winner.Id)) {
        if (object === 'OpportunityContactRole') tx.drop(object, child.Id);
        else tx.put(object, stamped(org, { ...child, [field.name]: null }, userId));
        continue;
      }
      tx.put(object, stamped(org, { ...child, [field.name]: winner.Id }, userId));
      moved.push(child.Id);
    }
  }
  return moved;
}

const playsAlready = (org: Org, object: string, role: Row, contact: string): boolean =>
  object === 'OpportunityContactRole' &&
  (org.table(object).find('ContactId', contact) ?? []).some(
    (one) => !one.IsDeleted && one.Id !== role.Id && one['OpportunityId'] === role['OpportunityId'],
  );

/** One membership per campaign and person. */
function isMember(org: Org, member: Row, field: string, person: string): boolean {
  return (org.table('CampaignMember').find(field, person) ?? []).some(
    (one) => !one.IsDeleted && one['CampaignId'] === member['CampaignId'],
  );
}
