import { expect, test } from '@jest/globals';
import { Fenced, type Store } from '../../src/ports/store.js';
import { bench, join, newLink } from './storeSamples.js';

export function leaseLaws(store: () => Store): void {
  test('a transaction that throws leaves nothing', async () => {
    const { tx } = await bench(store());
    const boom = new Error('boom');
    const failing = tx(async (inside) => {
      await inside.addLinks([newLink('c1', 'm1')]);
      await inside.saveBaselines([{ crm: 'c1', platform: 'm1', baseline: {} }]);
      await inside.count({ linked: 3 });
      await inside.saveRun({ round: 7 });
      throw boom;
    });
    await expect(failing).rejects.toBe(boom);
    await tx(async (inside) => {
      expect(await inside.linksByRecord('crm', ['c1'])).toEqual([]);
      expect(await inside.run()).toMatchObject({ round: 0, counts: { linked: 0 } });
    });
  });

  test('a run that ended in a transaction that throws goes on with its stage', async () => {
    const { tx } = await bench(store());
    await tx((inside) => inside.again([4]));
    const failing = tx(async (inside) => {
      await inside.saveRun({ endedAt: 2_000, outcome: 'inStep' });
      throw new Error('boom');
    });
    await expect(failing).rejects.toThrow('boom');
    expect(await tx((inside) => inside.nextAgain(9))).toEqual([{ link: 4, times: 1 }]);
  });

  test('a later lease of the lane fences the earlier one, and it alone', async () => {
    const first = await bench(store(), 'write:crm');
    const other = await join(store(), first.connection, 1, 'write:platform');
    const second = await join(store(), first.connection, 1, 'write:crm');
    const late = first.tx((inside) => inside.addLinks([newLink('c1', null)]));
    await expect(late).rejects.toBeInstanceOf(Fenced);
    expect(await second.tx((inside) => inside.linksByRecord('crm', ['c1']))).toEqual([]);
    expect(await other.tx(() => Promise.resolve('goes on'))).toBe('goes on');
    expect(second.lease.attempt).toBeGreaterThan(first.lease.attempt);
  });

  test('an ended run takes no more transactions, leased before or after', async () => {
    const { connection, tx } = await bench(store());
    await tx((inside) => inside.saveRun({ endedAt: 2_000, outcome: 'inStep' }));
    await expect(tx(() => Promise.resolve())).rejects.toBeInstanceOf(Fenced);
    const again = await store().lease(connection, 1, 'plan');
    await expect(store().transaction(again, () => Promise.resolve())).rejects.toBeInstanceOf(Fenced);
  });

  test('a run that was never opened takes no transaction', async () => {
    const lease = await store().lease('nobody', 1, 'plan');
    await expect(store().transaction(lease, () => Promise.resolve())).rejects.toBeInstanceOf(Fenced);
  });

  test('the tick of a transaction is later than every tick drawn before it began, and the same throughout', async () => {
    const { tx } = await bench(store());
    const before = await store().tick();
    const [first, links, rev] = await tx(
      async (inside) => [inside.tick, await inside.addLinks([newLink('c1', null)]), inside.tick] as const,
    );
    expect(first).toBeGreaterThan(before);
    expect(rev).toBe(first);
    expect(links[0]?.rev).toBe(first);
    expect(await store().tick()).toBeGreaterThan(first);
  });

  test('two lanes of one run that read and save it follow each other', async () => {
    const one = await bench(store(), 'collect:crm');
    const two = await join(store(), one.connection, 1, 'collect:platform');
    const add = (lane: typeof one) =>
      lane.tx(async (inside) => {
        const { round } = await inside.run();
        await inside.saveRun({ round: round + 1 });
        await inside.count({ linked: 1 });
      });
    await Promise.all(Array.from({ length: 6 }, (_, i) => add(i % 2 === 0 ? one : two)));
    expect(await one.tx((inside) => inside.run())).toMatchObject({ round: 6, counts: { linked: 6 } });
  });

  test('two transactions that link the same person follow each other: one link', async () => {
    const one = await bench(store(), 'plan');
    const two = await join(store(), one.connection, 1, 'resolve');
    const link = (lane: typeof one) =>
      lane.tx(async (inside) => {
        const there = await inside.linksByKey('crm', ['c1@example.org']);
        if (there.length === 0) await inside.addLinks([newLink('c1', null)]);
        return there.length;
      });
    expect((await Promise.all([link(one), link(two)])).toSorted()).toEqual([0, 1]);
  });
}
