import { expect } from '@jest/globals';
import { connectionDocument, writeConnection } from '../../support/e2e/connectionFile.js';
import { addCrewFields, CREW, writeCrew } from '../../support/e2e/crew.js';
import { differences } from '../../support/e2e/differences.js';
import { pairs, type PersonOnBoth } from '../../support/e2e/pairs.js';
import { asked } from './asked.js';
import type { Place } from './startWorld.js';

/** People with an org, an audience and a connection of their own. */
export interface World {
  readonly id: string;
  /** Applies the connection; the first people are in step then. */
  begin(up: Place): Promise<void>;
  /** What users do, and what is asked of Tandem about it; the same again and again, with other people. Ends in step. */
  wave(up: Place, n: number): Promise<void>;
}

const DAY_S = 25 * 3_600;
const MOST_ASKS = 4;
const IN_STEP = [0];

const apply = async (up: Place, id: string, more: object) =>
  void (await asked(up, [0], 'apply', await writeConnection(up.home, id, connectionDocument(id, up.ready, more))));
const seeded = (up: Place, n: number, seed: number) =>
  up.control.seed({ contacts: n, members: { mailchimp: n }, overlap: 0, oddities: 0, seed });
const titled = (up: Place, contact: string, Title: string | null) => up.org.update('Contact', contact, { Title });
const placed = (up: Place, member: string, DEPT: string) => up.audience.update(member, { merge_fields: { DEPT } });

/** Four people on both sides who get mail. */
async function reachable(up: Place): Promise<readonly [PersonOnBoth, PersonOnBoth, PersonOnBoth, PersonOnBoth]> {
  const members = await up.audience.all();
  const subscribed = new Set(members.flatMap(({ contact_id: id, status }) => (status === 'subscribed' ? [id] : [])));
  const [first, second, third, fourth] = (await pairs(up, 20)).filter(({ member }) => subscribed.has(member));
  return [first!, second!, third!, fourth!];
}

/** All that `differences` compares. */
const ALL_FIELDS = {
  Contact: [
    { salesforce: 'Title', platform: 'TITLE', direction: 'twoWay', conflict: 'salesforce' },
    { salesforce: 'Department', platform: 'DEPT', direction: 'twoWay', conflict: 'platform' },
  ],
};

async function inStep(up: Place): Promise<void> {
  expect(await differences(up)).toEqual([]);
}

/** People of both sides, edits of both, opt-outs of both, consent. */
const byCalls: World = {
  id: CREW,
  async begin(up) {
    await addCrewFields(up);
    await up.control.seed({ contacts: 20, members: { mailchimp: 20 }, overlap: 1, oddities: 0, seed: 1 });
    await asked(up, [0], 'apply', await writeCrew(up));
    await asked(up, IN_STEP, 'sync', CREW);
  },
  async wave(up, n) {
    await seeded(up, 3, n + 1);
    const [onOrg, onAudience, leaver, stranger] = await reachable(up);
    await titled(up, onOrg.contact, `wave ${n}`);
    await placed(up, onAudience.member, `wave ${n}`);
    await up.org.update('Contact', leaver.contact, { HasOptedOutOfEmail: true });
    await up.control.ask('POST', '/mailchimp/unsubscribe', { members: [stranger.member] });
    await asked(up, IN_STEP, 'sync', CREW, '--full');
    await inStep(up);
    for (const { contact, member } of [leaver, stranger]) {
      expect(await up.org.read('Contact', contact)).toMatchObject({ HasOptedOutOfEmail: true });
      expect(await up.audience.read(member)).toMatchObject({ status: 'unsubscribed' });
    }
    // Consent is of our own time, and with every death the org's goes on before it: from then on an opt-out is newer.
    if (n > 1) return;
    await asked(up, IN_STEP, 'consent', CREW, leaver.contact, '--source', 'form at the fair');
    await asked(up, IN_STEP, 'sync', CREW);
    expect(await up.org.read('Contact', leaver.contact)).toMatchObject({ HasOptedOutOfEmail: false });
  },
};

/** The same by jobs. */
const byJob: World = {
  id: 'jobs',
  async begin(up) {
    await addCrewFields(up);
    await up.control.org({ bulkBatchMs: 200 });
    await up.control.seed({ contacts: 30, members: { mailchimp: 30 }, overlap: 1, oddities: 0, seed: 2 });
    await apply(up, this.id, {
      salesforce: { ...(connectionDocument(this.id, up.ready) as { salesforce: object }).salesforce, bulkFrom: 8 },
      limits: { atLeast: 100_000 },
      fields: ALL_FIELDS,
    });
    await asked(up, IN_STEP, 'sync', this.id);
  },
  async wave(up, n) {
    await seeded(up, 12, n + 100);
    const some = await pairs(up, 12);
    for (const { member } of some) await placed(up, member, `wave ${n}`);
    await asked(up, IN_STEP, 'sync', this.id, '--full');
    for (const { contact } of some)
      expect(await up.org.read('Contact', contact)).toMatchObject({ Department: `wave ${n}` });
  },
};

/** Merges and deletes on both sides. */
const gone: World = {
  id: 'gone',
  async begin(up) {
    await addCrewFields(up);
    await up.control.seed({ contacts: 60, members: { mailchimp: 60 }, overlap: 1, oddities: 0, seed: 3 });
    await apply(up, this.id, {
      limits: { atLeast: 100_000 },
      deletions: { salesforce: 'delete', platform: 'archive' },
      fields: ALL_FIELDS,
    });
    await asked(up, IN_STEP, 'sync', this.id);
  },
  async wave(up) {
    const [winner, loser, binned, forgotten] = await pairs(up, 4);
    await up.control.ask('POST', '/salesforce/merge', {
      merges: [{ object: 'Contact', winner: winner.contact, losers: [loser.contact] }],
    });
    await up.control.ask('POST', '/salesforce/delete', { ids: [binned.contact] });
    await up.audience.forget(forgotten.member);
    for (let listing = 0; listing < 3; listing += 1) {
      await asked(up, IN_STEP, 'sync', this.id, '--full');
      await up.control.advance(DAY_S);
    }
    await asked(up, IN_STEP, 'sync', this.id, '--full');
    await inStep(up);
    const left = (await up.audience.all()).map(({ email_address }) => email_address.toLowerCase());
    expect(left).toContain(winner.email);
    for (const { email } of [loser, binned, forgotten]) expect(left).not.toContain(email);
  },
};

/** Leads that users convert, and one that Tandem does. */
const leads: World = {
  id: 'leads',
  async begin(up) {
    // It looks by itself too whether anything changed.
    await apply(up, this.id, { object: 'Lead', limits: { atLeast: 100_000 }, schedule: { every: '20s' } });
    await asked(up, IN_STEP, 'sync', this.id);
  },
  async wave(up, n) {
    const emails = ['first', 'second', 'third'].map((name) => `${name}-${n}@acme.example`);
    const made = await Promise.all(
      emails.map((Email, at) => up.org.create('Lead', { LastName: `Lead ${at}`, Company: 'Acme', Email })),
    );
    await asked(up, IN_STEP, 'sync', this.id);
    const [first, second, third] = made as [string, string, string];
    await up.control.ask('POST', '/salesforce/convert', { leads: [first] });
    await asked(up, IN_STEP, 'convert', this.id, second, '--opportunity', `Deal ${n}`);
    // Into the contact of the first, who then has two members: they become one.
    const { ConvertedContactId: contact } = await up.org.read('Lead', first);
    await up.control.ask('POST', '/salesforce/convert', { leads: [third], contact });
    await asked(up, IN_STEP, 'sync', this.id);
    const members = (await up.audience.all()).map(({ email_address }) => email_address.toLowerCase());
    expect(members.filter((email) => emails.includes(email)).toSorted()).toEqual(emails.slice(0, 2).toSorted());
    expect(await up.org.query(`SELECT Id FROM Opportunity WHERE Name = 'Deal ${n}'`)).toHaveLength(1);
  },
};

const limited = (n: number) => ({
  limits: { atLeast: 3, blankings: '10%', updates: '100%' },
  alerts: { inbox: 1_000 + n },
  fields: { Contact: [{ salesforce: 'Title', platform: 'TITLE', direction: 'twoWay', blank: 'clears' }] },
});

interface Hold {
  readonly hash: string;
}

/** Until nothing is held: rows of an approval whose run was cut short are held anew, under another hash. */
async function answered(up: Place, id: string, answer: 'approve' | 'reject', hold: Hold | null): Promise<void> {
  for (let asks = 1, open = hold; open; asks += 1) {
    expect(asks).toBeLessThanOrEqual(MOST_ASKS);
    // Refused with 3 is what was done before its answer was lost.
    await asked(up, [0, 3], answer, id, open.hash);
    open = (await asked<{ held: Hold | null }>(up, [0, 6], 'sync', id)).held;
  }
}

/** Blanks that are held, approved and rejected; runs of single records; a quota that is used up. */
const held: World = {
  id: 'held',
  async begin(up) {
    await addCrewFields(up);
    await up.control.seed({ contacts: 10, members: { mailchimp: 10 }, overlap: 1, oddities: 0, seed: 5 });
    await apply(up, this.id, limited(0));
    await asked(up, IN_STEP, 'sync', this.id);
  },
  async wave(up, n) {
    await apply(up, this.id, limited(n));
    await up.control.org({ dailyApiRequests: 1 });
    await asked(up, [5], 'sync', this.id);
    await up.control.org({ dailyApiRequests: 1_000_000 });
    await asked(up, [0], 'resume', this.id);
    const some = await pairs(up, 6);
    const set = (title: string | null) => Promise.all(some.map(({ contact }) => titled(up, contact, title)));
    const shown = async () =>
      Promise.all(some.map(async ({ member }) => (await up.audience.read(member)).merge_fields['TITLE']));
    for (const answer of ['approve', 'reject'] as const) {
      await set(`Dr. ${n} ${answer}`);
      await asked(up, IN_STEP, 'sync', this.id, '--record', some[0].contact);
      await asked(up, IN_STEP, 'sync', this.id);
      expect(new Set(await shown())).toEqual(new Set([`Dr. ${n} ${answer}`]));
      await set(null);
      await asked(up, IN_STEP, 'plan', this.id);
      const { held: hold } = await asked<{ held: Hold }>(up, [6], 'sync', this.id);
      await answered(up, this.id, answer, hold);
      expect(new Set(await shown())).toEqual(new Set([answer === 'approve' ? '' : `Dr. ${n} reject`]));
    }
  },
};

export const WORLDS: readonly World[] = [byCalls, byJob, gone, leads, held];
