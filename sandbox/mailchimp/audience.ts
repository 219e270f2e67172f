import { createHash } from 'node:crypto';
import type { Kit } from '../kit/types.js';
import type { Member, MergeField } from './shapes.js';
import { createTimeline, type Timeline } from './timeline.js';

/** A list as it is kept between two runs of the sandbox. */
export interface SavedAudience {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  readonly fields: readonly MergeField[];
  readonly nextMergeId: number;
  readonly made: number;
  readonly tagNames: readonly string[];
  readonly forgotten: readonly string[];
  readonly members: readonly Member[];
}

/** One list with its members, findable by what Mailchimp accepts in a path and in order of change. */
export interface Audience {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  readonly timeline: Timeline;
  fields: readonly MergeField[];
  nextMergeId: number;
  /** Lower-cased emails deleted for ever. */
  readonly forgotten: Set<string>;
  size(): number;
  /** By the MD5 of the email, the email or the contact id. */
  find(key: string): Member | null;
  byEmail(email: string): Member | null;
  /** What a new member is called: the same for the same sequence of calls. After a reset other people have other names: whoever remembers the old ones meets no stranger under them. */
  newNames(email: string): Pick<Member, 'contactId' | 'uniqueEmailId' | 'webId'>;
  /** A tag's id, made when it is new. */
  tag(name: string): { readonly id: number; readonly name: string };
  /** Puts a new state in the place of the former one of the same contact. */
  put(member: Member, visibleFrom?: number): void;
  remove(member: Member): void;
  save(): SavedAudience;
}

export const emailHash = (email: string) => createHash('md5').update(email.toLowerCase()).digest('hex');

export function createAudience(
  kit: Pick<Kit, 'clock' | 'random'>,
  start: Pick<SavedAudience, 'id' | 'name' | 'createdAt' | 'fields'> & Partial<SavedAudience>,
): Audience {
  const byEmail = new Map<string, Member>();
  /** Lower-cased emails by their hash, each hashed when the first look-up by hash finds it in `unhashed`: seeds of 100,000 are seldom asked for so. */
  const emails = new Map<string, string>();
  let unhashed: string[] = [];
  const byContact = new Map<string, Member>();
  const timeline = createTimeline(kit);
  const tagNames = [...(start.tagNames ?? [])];
  let made = start.made ?? 0;

  const byHash = (hash: string): Member | null => {
    for (const email of unhashed) emails.set(emailHash(email), email);
    unhashed = [];
    return byEmail.get(emails.get(hash) ?? '') ?? null;
  };

  const audience: Audience = {
    id: start.id,
    name: start.name,
    createdAt: start.createdAt,
    timeline,
    fields: start.fields,
    nextMergeId: start.nextMergeId ?? Math.max(0, ...start.fields.map((field) => field.mergeId)) + 1,
    forgotten: new Set(start.forgotten),
    size: () => byContact.size,
    find: (key) =>
      key.includes('@') ? audience.byEmail(key) : (byHash(key.toLowerCase()) ?? byContact.get(key) ?? null),
    byEmail: (email) => byEmail.get(email.toLowerCase()) ?? null,
    newNames: (email) => {
      made += 1;
      const digest = createHash('md5').update(`${start.id} ${made} ${email.toLowerCase()}`).digest('hex');
      return { contactId: digest, uniqueEmailId: digest.slice(0, 10), webId: 500_000_000 + made };
    },
    tag: (name) => {
      const known = tagNames.indexOf(name);
      if (known < 0) tagNames.push(name);
      return { id: 1 + (known < 0 ? tagNames.length - 1 : known), name };
    },
    put: (member, visibleFrom) => {
      const before = byContact.get(member.contactId);
      if (before !== undefined && before.email.toLowerCase() !== member.email.toLowerCase())
        byEmail.delete(before.email.toLowerCase());
      const email = member.email.toLowerCase();
      if (!byEmail.has(email)) unhashed.push(email);
      byEmail.set(email, member);
      byContact.set(member.contactId, member);
      timeline.put(member, visibleFrom);
    },
    remove: (member) => {
      byEmail.delete(member.email.toLowerCase());
      byContact.delete(member.contactId);
      timeline.drop(member.contactId);
    },
    save: () => ({
      id: start.id,
      name: start.name,
      createdAt: start.createdAt,
      fields: audience.fields,
      nextMergeId: audience.nextMergeId,
      made,
      tagNames,
      forgotten: [...audience.forgotten],
      members: [...byContact.values()],
    }),
  };
  for (const member of start.members ?? []) audience.put(member);
  return audience;
}

/** The merge fields a list is born with. Source: Marketing API 3.0, a new audience in the app. */
export const BIRTH_FIELDS: readonly MergeField[] = (
  [
    [1, 'FNAME', 'First Name', 'text'],
    [2, 'LNAME', 'Last Name', 'text'],
    [3, 'ADDRESS', 'Address', 'address'],
    [4, 'PHONE', 'Phone Number', 'phone'],
    [5, 'BIRTHDAY', 'Birthday', 'birthday'],
  ] as const
).map(([mergeId, tag, name, type]) => ({
  mergeId,
  tag,
  name,
  type,
  required: false,
  defaultValue: '',
  public: true,
  displayOrder: mergeId + 1,
  helpText: '',
  choices: [],
}));
