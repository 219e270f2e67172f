import { normaliseEmail } from '../domain/email.js';
import type { Link } from '../domain/link.js';
import { SIDES } from '../domain/side.js';
import type { Stone } from '../domain/tombstone.js';
import type { Explanation } from '../ports/office.js';
import type { Query } from './database.js';
import { entriesOf } from './inbox.js';
import { mended } from './json.js';
import { LINK_COLUMNS, linkOf, links, type LinkLine } from './links.js';
import { packed, unpacked } from './packed.js';
import { readRows, rowsOf } from './readRows.js';
import { bornBy, stonesOf } from './tombstones.js';

/** One branch for each index, dead links too: a merged or converted record's old id leads to its link. */
const FIND = packed(
  LINK_COLUMNS,
  `from link where connection = $1 and (crm = $2 and not dead or crm = $2 and dead
    or platform = $2 and not dead or platform = $2 and dead or crm_key = $3 or platform_key = $3)
  order by id desc limit 50`,
);

const ROWS = rowsOf('from journal where connection = $1 and link = $2 order by id desc limit 50');

export async function explain(query: Query, connection: string, person: string): Promise<readonly Explanation[]> {
  const found = await unpacked<LinkLine>(query, FIND, [connection, mended(person), normaliseEmail(mended(person))]);
  const explanations: Explanation[] = [];
  for (const line of found) explanations.push(await explanationOf(query, connection, linkOf(line)));
  return explanations;
}

async function explanationOf(query: Query, connection: string, link: Link): Promise<Explanation> {
  const { crm, platform } = link.ids;
  const [baseline] =
    crm === null || platform === null ? [] : await links(query, connection, 0).baselines([{ crm, platform }]);
  const rows = await readRows(query, ROWS, [connection, link.id]);
  const entries = await entriesOf(query, connection, {
    crm: crm === null ? [] : [crm],
    platform: platform === null ? [] : [platform],
  });
  const stones: Stone[] = [];
  for (const side of SIDES) stones.push(...(await stonesOf(query, connection, side, bornBy(link, side))));
  return { link, baseline: baseline ?? {}, rows, entries, stones };
}
