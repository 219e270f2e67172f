import type { Grant } from './signIn.js';

/** One session shared by all calls of a connection. */
export interface KeptLogin {
  current(): Promise<Grant>;
  /** A session newer than `refused`: whoever comes second shares the first one's sign-in. */
  after(refused: Grant): Promise<Grant>;
}

export function keptLogin(signIn: () => Promise<Grant>): KeptLogin {
  let kept: Promise<Grant> | null = null;
  const renew = () => {
    const signing = signIn();
    kept = signing;
    // A failed sign-in is not kept: the next call tries again.
    signing.catch(() => {
      if (kept === signing) kept = null;
    });
    return signing;
  };
  return {
    current: () => kept ?? renew(),
    after: async (refused) => {
      const current = kept === null ? null : await kept;
      return current !== null && current !== refused ? current : renew();
    },
  };
}
