import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Platform } from '../../src/ports/platform.js';

/** A platform on which records can become one. Everything but `platform` happens behind the adapter's back. */
export interface MergingBench {
  readonly platform: Platform;
  /** Another user adds someone with these memberships, and gets the id the adapter shows. */
  add(email: string, memberships: readonly string[]): Promise<string>;
  optOut(id: string): Promise<void>;
  remove(id: string): Promise<void>;
  memberships(id: string): Promise<readonly string[]>;
  /** Breaks the next call that archives. */
  breakArchiving(): Promise<void>;
  writes(): Promise<number>;
  close(): Promise<void>;
}

/** The laws of Merging. */
export function mergingContract(system: string, make: () => Promise<MergingBench>): void {
  describe(`${system} keeps the laws of Merging`, () => {
    let bench: MergingBench;
    beforeEach(async () => {
      bench = await make();
    });
    afterEach(() => bench.close());

    const merge = async (id: string, into: string) =>
      (await bench.platform.merging!.merge([{ ref: 1, object: 'member', id, into }]))[0];
    const one = async (id: string) => (await bench.platform.read(['EMAIL'], [id]))[0]!;
    const two = async () =>
      [await bench.add('a@example.org', ['news', 'vip']), await bench.add('b@example.org', ['news', 'old'])] as const;

    test('M1, R-ALL-11 memberships are united, the one that stays keeps its values, the other is archived', async () => {
      const [loser, winner] = await two();
      const before = await one(winner);
      expect(await merge(loser, winner)).toMatchObject({ kind: 'done', id: loser });
      expect([...(await bench.memberships(winner))].toSorted()).toEqual(['news', 'old', 'vip']);
      expect(await one(winner)).toMatchObject({ email: before.email, fields: before.fields, optedOut: false });
      expect((await one(loser)).deleted).toBe(true);
    });

    test('M2, R-ALL-8 whoever was opted out on the one that gives way is opted out on the one that stays', async () => {
      const [loser, winner] = await two();
      await bench.optOut(loser);
      expect((await merge(loser, winner))?.kind).toBe('done');
      expect(await one(winner)).toMatchObject({ optedOut: true, deleted: false });
    });

    test('M3 twice is once: the second time nothing is written', async () => {
      const [loser, winner] = await two();
      await merge(loser, winner);
      const before = await bench.writes();
      expect((await merge(loser, winner))?.kind).toBe('done');
      expect(await bench.writes()).toBe(before);
    });

    test('M3 into one that is gone: stale, and nothing is archived', async () => {
      const [loser, winner] = await two();
      await bench.remove(winner);
      expect((await merge(loser, winner))?.kind).toBe('stale');
      expect((await one(loser)).deleted).toBe(false);
    });

    test('M3 an answer that is lost is unknown; done again, it is done', async () => {
      const [loser, winner] = await two();
      await bench.breakArchiving();
      await expect(merge(loser, winner)).rejects.toMatchObject({ name: 'SyncError', kind: 'unknown' });
      expect((await merge(loser, winner))?.kind).toBe('done');
      expect([...(await bench.memberships(winner))].toSorted()).toEqual(['news', 'old', 'vip']);
    });
  });
}
