import { expect, test } from '@jest/globals';
import type { Snapshot } from '../../src/domain/record.js';
import type { Samples } from './peopleSamples.js';

/** Who is removed, and nobody else. */
export function removalLaws({ added, bench, fields, one }: Samples): void {
  test.each(['archive', 'delete'] as const)(
    'L9, R-ALL-9 whoever is removed is gone, and nobody else; who is gone already stays so: %s',
    async (how) => {
      const [a, b, c] = [await added(1), await added(2), await added(3)];
      const removal = ({ id, object, email }: Snapshot) => ({ ref: 1, id, object, email, how });
      const most = bench().people.writeBatch[how];
      // Salesforce has no archive, and is never asked for it.
      if (most === 0) return expect([bench().people.side, how]).toEqual(['crm', 'archive']);
      await bench().remove(c.id);
      const outcomes = await bench().people.remove([removal(c), removal(a)]);
      expect(outcomes[0]?.kind).toMatch(/^(stale|done)$/);
      expect(outcomes[1]).toEqual({ kind: 'done', id: a.id, created: false, stamp: null });
      const [gone, stays, went] = [await one(a.id), await one(b.id), await one(c.id)];
      expect(gone).toMatchObject({ id: a.id, deleted: true });
      expect(gone.absent === true).toBe(bench().people.side === 'platform' && how === 'delete');
      expect(stays).toMatchObject({ deleted: false, fields: b.fields });
      expect(went).toMatchObject({ deleted: true });
      const found = await bench().people.findByEmail(fields(), ['person.1@example.org', 'person.2@example.org']);
      expect(found.map(({ id }) => id)).toEqual([b.id]);
      expect(await bench().people.remove([])).toEqual([]);
    },
  );

  test('L2, L9 a removal whose answer is lost is unknown: nobody says that it did not happen', async () => {
    const a = await added(1);
    await bench().breakNext('write', 'lost-answer');
    const removal = { ref: 1, id: a.id, object: a.object, email: a.email, how: 'delete' as const };
    await expect(bench().people.remove([removal])).rejects.toMatchObject({ name: 'SyncError', kind: 'unknown' });
  });
}
