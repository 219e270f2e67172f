import type { JournalRow } from '../../src/domain/journal.js';
import { isHalf } from '../../src/domain/landed.js';
import { isAlive } from '../../src/domain/record.js';
import { other, type Side } from '../../src/domain/side.js';
import type { Desk } from '../planning/desk.js';
import { consented } from '../planning/stances.js';
import { noteLeavers } from './noteLeavers.js';

/**
 * Opt-ins whose cause no longer stands, by row id: the consent is not newer than every opt-out any more, or the person has just left on either side
 * (R-ALL-8; protocol 6.1: opt-in rows re-read target and cause). An opt-out that comes in between wins.
 */
export async function fallenOptIns(desk: Desk, side: Side, batch: readonly JournalRow[]): Promise<ReadonlySet<number>> {
  const { deps, lane, opened } = desk;
  const there = other(side);
  const [links, consents] = await lane.tx(async (tx) => {
    const found = await tx.linksById(batch.map(({ link }) => link));
    return [new Map(found.map((link) => [link.id, link])), await consented(tx, deps.protocol, found)] as const;
  });
  const ids = [...links.values()].flatMap((link) => (isHalf(link) ? [] : (link.ids[there] ?? [])));
  const partners = ids.length === 0 ? [] : await opened.sides[there].read([], ids);
  if (partners.some(({ optedOut }) => optedOut)) await lane.tx((tx) => noteLeavers(tx, partners, [...links.values()]));
  const partnerOf = new Map(partners.map((record) => [record.id, record]));
  const fell = (row: JournalRow): boolean => {
    const link = links.get(row.link);
    if (link === undefined || consents.of(link) === null) return true;
    const partner = partnerOf.get(link.ids[there] ?? '');
    // Left there since the plan: read again, it will be known when.
    return partner !== undefined && (!isAlive(partner) || partner.optedOut !== link.optedOut[there]);
  };
  return new Set(batch.filter(fell).map(({ id }) => id));
}
