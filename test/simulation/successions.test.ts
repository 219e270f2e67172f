import { expect, test } from '@jest/globals';
import { CONNECTION } from './connections.js';
import { story } from './stories.js';
import { convert } from './succession.js';
import { living, type Rec } from './records.js';

test('R-ALL-10 R-ALL-11 what is merged is counted once, leaves nothing in the inbox, and the runs after it write nothing', async () => {
  const { arrives, merges, syncs, history } = story();
  const [loser, winner] = [arrives('crm', 'ann@example.org'), arrives('crm', 'ann.lee@example.org')];
  await syncs();
  merges(loser, winner);
  await syncs();
  const { store } = history.rig;
  expect((await store.report(CONNECTION, 2))?.counts).toMatchObject({ merged: 1, converted: 0 });
  expect(await store.inbox(CONNECTION, ['error', 'again', 'waiting'])).toEqual([]);
  const { attempts } = history.world.tally;
  await syncs();
  await syncs();
  expect(history.world.tally.attempts).toBe(attempts);
});

test('R-ALL-10 a lead converted into a contact that has a member of its own: one member is left', async () => {
  const { arrives, converts, syncs, partnerOf, history } = story({ leads: true });
  const [one, two] = [arrives('crm', 'ann@example.org'), arrives('crm', 'ann.lee@example.org')];
  await syncs();
  const contact = converts(one);
  await syncs();
  converts(two, contact);
  await syncs();
  expect(living(history.world, 'platform').map(({ id }) => id)).toEqual([await partnerOf(contact)]);
  const reports = await Promise.all([2, 3].map((run) => history.rig.store.report(CONNECTION, run)));
  expect(reports.map((report) => [report?.counts.converted, report?.counts.merged])).toEqual([
    [1, 0],
    [1, 1],
  ]);
});

test('R-ALL-9 R-ALL-11 a successor that was deleted takes the link along: nothing is created anew, on either side', async () => {
  const { arrives, merges, deletes, edits, syncs, passes, partnerOf, history } = story();
  const loser = arrives('crm', 'ann@example.org');
  await syncs();
  const member = history.world.records.platform.get((await partnerOf(loser))!)!;
  const winner = arrives('crm', 'ann.lee@example.org');
  merges(loser, winner);
  deletes(winner);
  await syncs();
  passes(60_000);
  edits(member, { A: 'x' });
  await syncs();
  expect(living(history.world, 'crm')).toEqual([]);
  expect(living(history.world, 'platform')).toEqual([member]);
});

test('R-ALL-10 R-ALL-15 an update that is refused since its lead was converted in that moment is followed in the same run', async () => {
  let converting: Rec | null = null;
  const { arrives, edits, passes, syncs, partnerOf, history } = story(
    { leads: true },
    {
      people: (world, people) => ({
        update: (changes) => {
          if (people.side === 'crm' && converting !== null) convert(world, converting, world.now);
          converting = null;
          return people.update(changes);
        },
      }),
    },
  );
  const lead = arrives('crm', 'ann@example.org', { A: 'a' });
  await syncs();
  const member = history.world.records.platform.get((await partnerOf(lead))!)!;
  passes(1_200_000);
  edits(member, { A: 'b' });
  converting = lead;
  await syncs();
  const [contact] = living(history.world, 'crm');
  expect(contact).toMatchObject({ object: 'Contact' });
  expect(contact?.fields.get('A')).toBe('b');
  expect(await partnerOf(contact!)).toBe(member.id);
  const { store } = history.rig;
  expect(await store.inbox(CONNECTION, ['error', 'again', 'waiting'])).toEqual([]);
  expect((await store.report(CONNECTION, 2))?.outcome).toBe('inStep');
});
