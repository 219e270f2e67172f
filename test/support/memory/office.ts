import { asked as asAsked } from '../../../src/domain/conversion.js';
import type { Op } from '../../../src/domain/journal.js';
import { normaliseEmail } from '../../../src/domain/email.js';
import type { Category } from '../../../src/domain/inbox.js';
import type { Link } from '../../../src/domain/link.js';
import type { PerSide } from '../../../src/domain/side.js';
import { SIDES } from '../../../src/domain/side.js';
import { tryingAgain } from '../../../src/domain/spared.js';
import type { Explanation, Office } from '../../../src/ports/office.js';
import { memoryConsents } from './consents.js';
import { memoryConversions } from './conversions.js';
import { memoryHolds } from './holds.js';
import { pairKey, type Part, type World } from './part.js';
import type { turns } from './turns.js';
import { bornBy } from '../../../src/store/tombstones.js';
import { untombstone } from '../../../src/store/untombstone.js';
import { seenBy, txInbox } from './txInbox.js';
import { txLinks } from './txLinks.js';
import { inOrder, txRows } from './txRows.js';
import { claimKey } from './sharing.js';
import { stonesOf, txStones } from './txStones.js';

/** What an operator is shown as the inbox. */
const LISTED: readonly Category[] = ['error', 'waiting'];

/** Open writes keep their link: they are read back. */
function startOver(part: Part): void {
  for (const row of part.rows.all())
    if (row.state === 'planned' || row.state === 'held') part.rows.put(row.id, { ...row, state: 'void' });
  for (const link of part.links.all())
    if (!link.dead && part.rows.find(`open ${link.id}`).length === 0) part.links.put(link.id, { ...link, dead: true });
  for (const { entry } of part.inbox.all()) part.inbox.drop(entry.entry);
  part.baselines.clear();
  part.stones.clear();
  part.alerts.clear();
  part.missing.clear();
  part.cursors.clear();
  for (const { lead, state } of part.conversions.all())
    if (state !== 'sent' && state !== 'unknown') part.conversions.drop(lead);
}

export function memoryOffice(
  parts: ReadonlyMap<string, Part>,
  partOf: (id: string) => Part,
  world: World,
  turn: ReturnType<typeof turns>,
): Office {
  const budgets = new Map<string, { used: number; limit: number }>();
  const secrets = new Map<string, string>();

  const newest = (part: Part) => (part.removed ? undefined : part.versions.at(-1));
  const entriesOf = (part: Part) => part.inbox.all().toSorted((a, b) => a.entry.entry - b.entry.entry);

  function explained(part: Part, link: Link): Explanation {
    const { crm, platform } = link.ids;
    return {
      link,
      baseline: crm !== null && platform !== null ? (part.baselines.get(pairKey(crm, platform)) ?? {}) : {},
      rows: inOrder(part.rows.find(`link ${link.id}`))
        .toReversed()
        .slice(0, 50),
      entries: entriesOf(part)
        .map(({ entry }) => entry)
        .filter((entry) => SIDES.some((side) => entry[side] !== null && entry[side] === link.ids[side])),
      stones: SIDES.flatMap((side) => stonesOf(part, side, bornBy(link, side))),
    };
  }

  function written(part: Part, run: number, ops: readonly Op[]): PerSide<number> {
    const count = (side: string) =>
      part.rows.find(`run ${run} ${side} done`).filter(({ op }) => ops.includes(op)).length;
    return { crm: count('crm'), platform: count('platform') };
  }

  return {
    ...memoryHolds(partOf, world, turn),
    ...memoryConversions(partOf, turn),
    ...memoryConsents(partOf, turn),
    beginAlert: (id, kind, at, againAfterMs) =>
      turn(() => {
        const { alerts } = partOf(id);
        const last = alerts.get(kind);
        if (last !== undefined && last + againAfterMs > at) return false;
        alerts.set(kind, at);
        return true;
      }),
    foundInStep: (id, at) =>
      turn(() => {
        const part = partOf(id);
        part.foundInStep = Math.max(part.foundInStep ?? at, at);
      }),
    inStep: (id) =>
      turn(() => {
        const { runs, foundInStep } = partOf(id);
        const syncs = runs
          .all()
          .filter(({ mode }) => mode === 'sync')
          .toSorted((a, b) => a.run - b.run);
        const settled = syncs.findLast(({ outcome }) => outcome !== null && outcome !== 'stopped')?.startedAt;
        const known = [foundInStep, settled ?? null].filter((one) => one !== null);
        return { last: known.length === 0 ? null : Math.max(...known), firstTried: syncs[0]?.startedAt ?? null };
      }),
    alerts: (id) => turn(() => new Map(partOf(id).alerts)),
    endAlert: (id, kind) => turn(() => void partOf(id).alerts.delete(kind)),
    putConnection: (id, hash, document, folder) =>
      turn(() => {
        const part = partOf(id);
        const before = newest(part);
        if (before !== undefined && before.hash === hash && before.folder === folder) return before;
        const version = { id, version: part.versions.length + 1, hash, document, folder, createdAt: world.now() };
        part.versions = [...part.versions, version];
        if (part.removed) startOver(part);
        part.removed = false;
        return version;
      }),
    connection: (id, version) =>
      turn(() => {
        const part = parts.get(id);
        if (part === undefined || part.removed) return null;
        return (version === undefined ? part.versions.at(-1) : part.versions[version - 1]) ?? null;
      }),
    connections: () =>
      turn(() => [...parts.values()].flatMap((part) => newest(part) ?? []).toSorted((a, b) => (a.id < b.id ? -1 : 1))),
    removeConnection: (id) =>
      turn(() => {
        const part = parts.get(id);
        if (part === undefined) return;
        part.removed = true;
        part.state = null;
        part.foundInStep = null;
        world.parties.delete(id);
        for (const { account, platform, connection } of world.claims.all())
          if (connection === id) world.claims.drop(claimKey(account, platform));
        for (const name of secrets.keys()) if (name.startsWith(`${id}\n`)) secrets.delete(name);
      }),
    state: (id) => turn(() => parts.get(id)?.state ?? null),
    saveState: (id, state) =>
      turn(() => {
        partOf(id).state = state;
      }),

    lastRun: (id) =>
      turn(() =>
        Math.max(
          0,
          ...partOf(id)
            .runs.all()
            .map((run) => run.run),
        ),
      ),
    report: (id, run) =>
      turn(() => {
        const part = partOf(id);
        const row = part.runs.get(run);
        if (row === undefined) return null;
        const seen = part.ended.get(run) ?? seenBy(part.inbox.all(), run);
        return {
          ...row,
          created: written(part, run, ['create']),
          updated: written(part, run, ['update', 'optOut', 'optIn']),
          deleted: written(part, run, ['delete', 'archive']),
          ...seen,
        };
      }),
    rows: (id, run, states, afterId, limit) =>
      turn(() =>
        inOrder(partOf(id).rows.find(`run ${run}`))
          .filter((row) => row.id > afterId && states.includes(row.state))
          .slice(0, limit),
      ),
    inbox: (id, categories) =>
      turn(() =>
        entriesOf(partOf(id))
          .map(({ entry }) => entry)
          .filter((entry) => categories.includes(entry.category)),
      ),
    retry: (id, entries) =>
      turn(() => {
        const part = partOf(id);
        const asked = part.inbox
          .all()
          .filter(({ entry }) => (entries === 'all' ? LISTED.includes(entry.category) : entries.includes(entry.entry)));
        for (const { entry } of asked) {
          part.inbox.put(entry.entry, { entry, retry: true });
          const order = entry.cause === 'not-converted' ? part.conversions.get(entry.crm ?? '') : undefined;
          if (order?.state === 'refused') part.conversions.put(order.lead, asAsked(order));
          for (const side of SIDES)
            for (const link of part.links.find(`${side} ${entry[side]}`)) part.links.put(link.id, tryingAgain(link));
        }
        return asked.length;
      }),
    untombstone: (id, person) =>
      turn(() => {
        const part = partOf(id);
        const tick = world.tick();
        const tx = {
          tick,
          ...txLinks(part, world, tick),
          ...txRows(part, world),
          ...txInbox(part, 0, world),
          ...txStones(part, tick),
        };
        return untombstone(tx, person, async (stones) => {
          for (const stone of stones) part.stones.put(`${stone.side} ${stone.record}`, { ...stone, cleared: true });
        });
      }),
    explain: (id, person) =>
      turn(() => {
        const part = partOf(id);
        const key = normaliseEmail(person);
        return part.links
          .all()
          .filter(({ ids, keys }) => SIDES.some((side) => ids[side] === person || (key !== null && keys[side] === key)))
          .toSorted((a, b) => b.id - a.id)
          .slice(0, 50)
          .map((link) => explained(part, link));
      }),
    tallies: (id) =>
      turn(() => {
        const part = partOf(id);
        return {
          inbox: part.inbox.all().filter(({ entry }) => LISTED.includes(entry.category)).length,
          held: part.rows.find('held').length,
        };
      }),
    linked: (id, most = Infinity) =>
      turn(() => {
        const whole = partOf(id)
          .links.all()
          .filter(({ dead, ids }) => !dead && ids.crm !== null && ids.platform !== null);
        return Math.min(most, whole.length);
      }),

    budget: (account) => turn(() => budgets.get(account) ?? null),
    saveBudget: (account, used, limit) =>
      turn(() => {
        budgets.set(account, { used, limit });
      }),
    secret: (connection, name) => turn(() => secrets.get(`${connection}\n${name}`) ?? null),
    saveSecret: (connection, name, value) =>
      turn(() => {
        secrets.set(`${connection}\n${name}`, value);
      }),
  };
}
