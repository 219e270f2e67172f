import type { Kit } from '../kit/types.js';
import { BIRTH_FIELDS, createAudience, type Audience, type SavedAudience } from './audience.js';
import { notFound, Refused } from './problem.js';
import { DEFAULTS, type Settings } from './settings.js';

/** All one Mailchimp account holds. */
export interface Account {
  readonly kit: Kit;
  settings: Settings;
  readonly audiences: Map<string, Audience>;
  /** @throws Refused 404 */
  audience(id: string): Audience;
  addAudience(name: string): Audience;
  reset(): void;
  save(): SavedAccount;
  load(saved: SavedAccount): void;
}

export interface SavedAccount {
  readonly settings: Settings;
  readonly audiences: readonly SavedAudience[];
}

/** The list that is there from the start. */
export const MAIN_LIST = 'main0001';

export function createAccount(kit: Kit): Account {
  const account: Account = {
    kit,
    settings: DEFAULTS,
    audiences: new Map(),
    audience: (id) => {
      const found = account.audiences.get(id);
      if (found === undefined) throw new Refused(notFound);
      return found;
    },
    addAudience: (name) => {
      const id =
        account.audiences.size === 0 ? MAIN_LIST : `list${String(account.audiences.size + 1).padStart(4, '0')}`;
      const audience = createAudience(kit, { id, name, createdAt: second(kit), fields: BIRTH_FIELDS });
      account.audiences.set(id, audience);
      return audience;
    },
    reset: () => {
      account.settings = DEFAULTS;
      account.audiences.clear();
      account.addAudience('Main Audience');
    },
    save: () => ({ settings: account.settings, audiences: [...account.audiences.values()].map((one) => one.save()) }),
    load: (saved) => {
      account.settings = { ...DEFAULTS, ...saved.settings };
      account.audiences.clear();
      for (const one of saved.audiences) account.audiences.set(one.id, createAudience(kit, one));
    },
  };
  account.reset();
  return account;
}

/** Now, as Mailchimp stamps: whole seconds. */
export const second = (kit: Pick<Kit, 'clock'>) => Math.floor(kit.clock.now() / 1000) * 1000;
