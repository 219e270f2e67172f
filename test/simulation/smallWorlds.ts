import type { Side } from '../../src/domain/side.js';
import type { Value } from '../../src/domain/value.js';
import { judge } from './judge.js';
import type { Bug } from './setup.js';
import { story, type Story } from './stories.js';
import { LONG, memberOf } from './tale.js';
import type { Lots } from './lots.js';
import type { Rec } from './records.js';

/** All that can happen in a small world: one person, in step, whose two records hold one of three values. */
export const DEEDS = [
  'crm a',
  'crm b',
  'crm c',
  'platform a',
  'platform b',
  'platform c',
  'run',
  'wait',
  /** A run that is stopped once the next write to that side got no answer. */
  'crm loses landed',
  'crm loses late',
  'crm loses not landed',
  'platform loses landed',
  'platform loses late',
  'platform loses not landed',
  /** A run whose worker dies around its next write to that side; another attempt goes on. */
  'crm dies before',
  'crm dies after',
  'platform dies before',
  'platform dies after',
] as const;

export type Deed = (typeof DEEDS)[number];

/** `same`: its last deed did nothing that a shorter or another history does not do. */
export type SmallEnd = { readonly kind: 'well' | 'same' } | { readonly kind: 'failed'; readonly failure: string };

/** One value as one act of writing it: two people may write the same. */
interface Token {
  readonly value: Value;
}

/** The oracle of a small world: which act each record shows, and which ones users have overwritten there. */
interface Books {
  readonly shown: Record<Side, Token>;
  readonly seen: Record<Side, Token[]>;
  readonly over: Set<Token>;
}

/** Tells one history deed by deed, then lets all come to rest. */
export async function tellSmall(deeds: readonly Deed[], lots: Partial<Lots>, bug: Bug = {}): Promise<SmallEnd> {
  const told = story(lots, bug);
  const { world } = told.history;
  // Three values name nobody's write: these books do.
  for (const value of ['a', 'b', 'c']) world.shared.add(value);
  const contact = told.arrives('crm', 'ann@example.org', { A: 'a' });
  await told.syncs();
  const records = { crm: contact, platform: await memberOf(told, contact) };
  told.passes(LONG);
  const start: Token = { value: 'a' };
  const books: Books = {
    shown: { crm: start, platform: start },
    seen: { crm: [start], platform: [start] },
    over: new Set(),
  };
  try {
    for (const [at, deed] of deeds.entries()) {
      const done = await act(told, records, deed, books);
      follow(records, books);
      if (!done && at === deeds.length - 1) return { kind: 'same' };
      if (world.failure !== null) return { kind: 'failed', failure: world.failure };
    }
  } catch (error) {
    return { kind: 'failed', failure: String(error) };
  }
  await judge(told.history);
  follow(records, books);
  const failure = world.failure ?? (told.history.stage.broken ? String(told.history.stage.broken) : null);
  if (failure !== null) return { kind: 'failed', failure };
  // Both show one value by now: whoever wrote it last, on either side. A user's edit under a call on its way, or one that nobody could tell from none: accepted.
  const lost = (['crm', 'platform'] as const).every((side) => books.over.has(books.shown[side]));
  return lost && world.tally.windowLosses === 0 ? { kind: 'failed', failure: 'lost update' } : { kind: 'well' };
}

/** Whether it made a difference. */
async function act(
  told: Story,
  records: Readonly<Record<Side, Rec>>,
  deed: Deed,
  { shown, seen, over }: Books,
): Promise<boolean> {
  const [first = '', what = '', ...how] = deed.split(' ');
  told.passes(2_000);
  if (first === 'run') {
    const { writes } = told.history.world.tally;
    await told.syncs();
    return told.history.world.tally.writes > writes;
  }
  if (first === 'wait') {
    told.passes(LONG);
    return true;
  }
  const side: Side = first === 'crm' ? 'crm' : 'platform';
  if (what === 'loses') {
    const lands = how.join(' ') as 'landed' | 'late' | 'not landed';
    told.loses(side, lands);
    await told.breaksOff();
    const lost = told.history.world.losing === null;
    told.history.world.losing = null;
    return lost;
  }
  if (what === 'dies') return dies(told, side, how[0] === 'after' ? 'after' : 'before');
  if (records[side].fields.get('A') === what) return false;
  told.edits(records[side], { A: what });
  for (const token of seen[side]) over.add(token);
  shown[side] = { value: what };
  seen[side].push(shown[side]);
  return true;
}

async function dies(told: Story, side: Side, when: 'before' | 'after'): Promise<boolean> {
  const moment = `${side} update ${when}` as const;
  let died = false;
  told.at(moment, (actor) => {
    died = true;
    actor.dead = true;
    told.history.stage.actors.delete(actor);
    actor.end();
    return new Promise(() => undefined);
  });
  await told.syncs();
  told.history.world.cues?.delete(moment);
  return died;
}

/** What the sync wrote meanwhile is the act that the other record showed it from: its latest of that value. */
function follow(records: Readonly<Record<Side, Rec>>, { shown, seen }: Books): void {
  for (const side of ['crm', 'platform'] as const) {
    const value = records[side].fields.get('A') ?? null;
    if (shown[side].value === value) continue;
    const from = seen[side === 'crm' ? 'platform' : 'crm'].findLast((token) => token.value === value);
    shown[side] = from ?? { value };
    if (!seen[side].includes(shown[side])) seen[side].push(shown[side]);
  }
}
