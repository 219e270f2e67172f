import type { JournalRow } from '../../src/domain/journal.js';
import type { Judgement } from '../../src/domain/judge.js';
import type { Decision } from '../../src/domain/reconcile.js';
import type { Snapshot } from '../../src/domain/record.js';
import type { Lease, Store } from '../../src/ports/store.js';
import type { Tx } from '../../src/ports/tx.js';
import type { Bug } from './setup.js';

/** Planted bugs that show only when someone edits between a landing and its read-back, or when two attempts or runs meet: each has its tale (`TOLD_IN`). */
export const OPEN_ENDS: Readonly<Record<string, Bug>> = {
  'landed only if all fields are as intended': {
    protocol: (_world, sound) => ({
      judgeUpdate: (row, target, closed) => {
        const moved = row.changes.filter((change) => change.next !== change.old);
        if (!target || moved.some(({ field, next }) => target.fields[field] !== next))
          return closed ? { kind: 'notLanded' } : { kind: 'undecided' };
        return sound.judgeUpdate(row, target, closed);
      },
    }),
  },
  'neither old nor new: decided before the hold is over': {
    protocol: (_world, sound) => ({
      judgeUpdate: (row, target, closed) => sound.judgeUpdate(row, target, closed || isNeither(row, target)),
    }),
  },
  'neither old nor new: planned again from the old baseline': {
    protocol: (_world, sound) => ({
      judgeUpdate: (row, target, closed): Judgement =>
        closed && isNeither(row, target) ? { kind: 'notLanded' } : sound.judgeUpdate(row, target, closed),
    }),
  },
  'a converted or merged target is not judged': {
    protocol: (_world, sound) => ({
      judgeUpdate: (row, target, closed) =>
        sound.judgeUpdate(row, target?.convertedTo || target?.mergedInto ? undefined : target, closed),
    }),
  },
  'a lost create is looked for by its email only': {
    protocol: (_world, sound) => ({
      judgeCreate: (row, search, closed) => {
        const found = search.found.filter(({ email }) => email === row.key);
        return sound.judgeCreate(row, { ...search, found }, closed);
      },
    }),
  },
  'a lost create is looked for by the id it carries only': {
    protocol: (_world, sound) => ({
      judgeCreate: (row, search, closed) => sound.judgeCreate(row, { ...search, carriesIds: true }, closed),
    }),
  },
  'a lost create is not looked for among the deleted': {
    people: (_world, people) => ({
      madeByUs: async (fields, since) => (await people.madeByUs(fields, since)).filter(({ deleted }) => !deleted),
    }),
  },
  'consent older than the opt-out opts in': {
    protocol: () => ({ isNewerConsent: (at) => at !== null }),
  },
  'the cause of an opt-in is not read again': {
    protocol: (_world, sound) => ({
      fence: (input) => sound.fence(input.row.op === 'optIn' ? { ...input, fell: false } : input),
    }),
  },
  'an opt-in without an answer is sent again': {
    protocol: (_world, sound) => ({ judgeOptIn: (target) => sound.judgeOptIn(target, true) }),
  },
  'who left after a lost opt-in is opted in again': { protocol: () => ({ leftSince: () => false }) },
  'our own opt-out counts as newer than consent': { tx: () => ({ optOutNotes: async () => [] }) },
  'a conversion without an answer is sent again': {
    protocol: (_world, sound) => ({ judgeConversion: (order, lead) => sound.judgeConversion(order, lead, true) }),
  },
  'a conversion is not marked before the call': {
    tx: (_world, tx) => ({
      saveConversions: (orders) => tx.saveConversions(orders.filter(({ state }) => state !== 'sent')),
    }),
  },
  'second intent while one is open': { tx: () => ({ openRows: async () => [] }) },
  'matched, or taken from its link, while a write is open': {
    protocol: (_world, sound) => ({ match: (meeting) => sound.match({ ...meeting, pending: false }) }),
  },
  'a create claims no key': { tx: () => ({ openCreates: async () => [] }) },
  'no deadline between mark and call': { pulse: () => ({ now: () => 0 }) },
  'attempt not checked': { store: withoutFence },
  'a pair that comes together again has forgotten its baseline': { tx: baselineOfTheLink },
  'the cause of a merge is not read again': {
    protocol: (_world, sound) => ({ fence: (input) => sound.fence({ ...input, fell: false }) }),
  },
  'delta bound without overlap': { protocol: () => ({ advanced: (bound, at) => Math.max(bound, at) }) },
  'a delta’s other records are forgotten': {
    people: (_world, people) => ({
      recheck: async (fields, ids, since) => {
        const { at, records } = await people.recheck(fields, ids, since);
        return { at, records: records.filter(({ id }) => ids.includes(id)) };
      },
    }),
  },
  'cursor not keyed by mapping version': {
    tx: (_world, tx) => ({
      cursor: (side) => tx.cursor(side, 'any'),
      saveCursor: (side, _mapping, at, zone) => tx.saveCursor(side, 'any', at, zone),
    }),
  },
  'baseline assumed though a plan is unsettled': {
    tx: (_world, tx) => ({ saveLinks: (links) => tx.saveLinks(links.map((link) => ({ ...link, behind: false }))) }),
  },
  'a window without an upper bound': {
    people: (_world, people) => ({
      page: (object, fields, window) => people.page(object, fields, { ...window, until: Number.MAX_SAFE_INTEGER }),
    }),
  },
  'no-op writes are sent': {
    protocol: (_world, sound) => ({
      reconcile: (rules, baseline, crm, platform) => {
        const decision = sound.reconcile(rules, baseline, crm, platform);
        const same = rules.flatMap(({ key, platform: field }): Decision['writes']['platform'] => {
          const pair = decision.rebase[key];
          return pair ? [{ rule: key, field, old: pair.platform, next: pair.platform, from: pair.crm }] : [];
        });
        return { ...decision, writes: { ...decision.writes, platform: [...decision.writes.platform, ...same] } };
      },
    }),
  },
};

/**
 * Rules of protocol.md section 7 that are not planted: each is the second of two barriers here, and no history can get past the first.
 * They stay: they cost nothing and spare work.
 */
export const SECOND_BARRIERS: Readonly<Record<string, string>> = {
  'revision not checked at send': 'whatever moves a link’s revision voids its unsent rows in the same transaction',
  'plan without revision check':
    'links are read in the transaction that plans; the age of an image is planted as `stale staged image used`',
  'no heartbeat check': 'a mark needs a lease that stands, and a call goes out within half the timeout of its mark',
  'siblings voided by their own settlement': 'costs a plan more, loses nothing',
};

function isNeither({ changes }: JournalRow, target: Snapshot | undefined): boolean {
  return (
    target !== undefined && changes.every(({ field, old, next }) => ![old, next].includes(target.fields[field] ?? null))
  );
}

/** Every transaction runs under the newest lease of its lane, whoever asks. */
function withoutFence(store: Store): Partial<Store> {
  const newest = new Map<string, Lease>();
  const nameOf = ({ connection, run, lane }: Lease) => `${connection} ${run} ${lane}`;
  return {
    lease: async (...given) => {
      const lease = await store.lease(...given);
      newest.set(nameOf(lease), lease);
      return lease;
    },
    transaction: (lease, work) => store.transaction(newest.get(nameOf(lease)) ?? lease, work),
  };
}

/** A link that takes up another record begins without a baseline, as if it were the link's own. */
function baselineOfTheLink(_world: unknown, tx: Tx): Partial<Tx> {
  return {
    saveLinks: async (links) => {
      const before = new Map((await tx.linksById(links.map(({ id }) => id))).map(({ id, ids }) => [id, ids]));
      for (const {
        id,
        ids: { crm, platform },
      } of links) {
        const was = before.get(id);
        if (crm !== null && platform !== null && (was?.crm !== crm || was.platform !== platform))
          await tx.saveBaselines([{ crm, platform, baseline: {} }]);
      }
      return tx.saveLinks(links);
    },
  };
}
