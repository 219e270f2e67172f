import { expect, test } from '@jest/globals';
import { SyncError } from '../../src/domain/faults.js';
import { EVER, type Samples } from './peopleSamples.js';

/** What is told of a call that breaks on the way. */
export function faultLaws({ added, bench, change, draft, fields, one, remake, until }: Samples): void {
  test.each(['lost-answer', 'html', 'truncated'] as const)(
    'L2 a create whose answer is lost (%s) is unknown, and sent once',
    async (fault) => {
      await bench().people.describe(bench().object);
      await bench().breakNext('write', fault);
      await expect(bench().people.create([draft(1)])).rejects.toMatchObject({ name: 'SyncError', kind: 'unknown' });
      expect(await bench().writes()).toBeLessThanOrEqual(1);
    },
  );

  test('L2 an update whose answer is lost is unknown, and sent once', async () => {
    const record = await added(1);
    const before = await bench().writes();
    await bench().breakNext('write', 'lost-answer');
    await expect(bench().people.update([change(record, { [bench().names.first]: 'Lost' })])).rejects.toMatchObject({
      kind: 'unknown',
    });
    expect((await bench().writes()) - before).toBe(1);
    expect((await one(record.id)).fields[bench().names.first]).toBe('Lost');
  });

  test('L2 a write that was not taken up is throttled: nothing was written', async () => {
    await bench().people.describe(bench().object);
    await bench().breakNext('write', 'throttled');
    await expect(bench().people.create([draft(1)])).rejects.toMatchObject({ kind: 'throttled' });
    expect(await bench().writes()).toBe(0);
  });

  test.each([
    ['lost-answer', 'unreachable'],
    ['html', 'unreachable'],
    ['truncated', 'unreachable'],
    ['throttled', 'throttled'],
  ] as const)('L7 a read that is broken off (%s) is %s, never unknown, never a short answer', async (fault, kind) => {
    await bench().addMany(3);
    await bench().people.describe(bench().object);
    await bench().breakNext('read', fault);
    await expect(
      bench().people.page(bench().object, fields(), { ...EVER, until: until(), limit: 100 }),
    ).rejects.toMatchObject({ name: 'SyncError', kind });
  });

  test('L2, L7 an answer that never comes is given up: unknown for a write, unreachable for a read', async () => {
    await remake('short');
    await bench().people.describe(bench().object);
    await bench().breakNext('write', 'hang');
    await expect(bench().people.create([draft(1)])).rejects.toMatchObject({ name: 'SyncError', kind: 'unknown' });
    await bench().breakNext('read', 'hang');
    await expect(
      bench().people.page(bench().object, fields(), { ...EVER, until: until(), limit: 100 }),
    ).rejects.toMatchObject({ kind: 'unreachable' });
  });

  test('L7 no fault tells a person’s values', async () => {
    await bench().breakNext('write', 'lost-answer');
    const error = await bench()
      .people.create([draft(7)])
      .then(
        () => null,
        (thrown: unknown) => thrown,
      );
    expect(error).toBeInstanceOf(SyncError);
    expect(error instanceof SyncError ? error.message + (error.stack ?? '') : '').not.toMatch(
      /person\.7|First 7|Last 7/,
    );
  });
}
