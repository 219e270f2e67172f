import { afterAll, beforeAll, describe } from '@jest/globals';
import type { Store } from '../../src/ports/store.js';
import { consentLaws } from './storeConsents.js';
import { conversionLaws } from './storeConversions.js';
import { firstLaws } from './storeFirsts.js';
import { holdLaws } from './storeHolds.js';
import { inboxLaws } from './storeInbox.js';
import { leaseLaws } from './storeLeases.js';
import { linkLaws } from './storeLinks.js';
import { officeLaws } from './storeOffice.js';
import { rowLaws } from './storeRows.js';
import { runLaws } from './storeRuns.js';
import { handOverLaws } from './storeHandOver.js';
import { sharingLaws } from './storeSharing.js';
import { sightingLaws } from './storeSightings.js';
import { stoneLaws } from './storeStones.js';
import { stageLaws } from './storeStage.js';

export interface MadeStore {
  readonly store: Store;
  drop(): Promise<void>;
}

/** The laws of ports/store.ts, the same for every store. Each test works on connections of its own. */
export function storeContract(name: string, make: () => Promise<MadeStore>): void {
  describe(`${name} store`, () => {
    let made: MadeStore | undefined;
    beforeAll(async () => {
      made = await make();
      await made.store.migrate();
    });
    afterAll(async () => {
      await made?.store.close();
      await made?.drop();
    });
    const store = (): Store => {
      if (made === undefined) throw new Error('the store was not made');
      return made.store;
    };
    leaseLaws(store);
    linkLaws(store);
    rowLaws(store);
    stageLaws(store);
    inboxLaws(store);
    runLaws(store);
    holdLaws(store);
    conversionLaws(store);
    stoneLaws(store);
    consentLaws(store);
    sightingLaws(store);
    sharingLaws(store);
    handOverLaws(store);
    officeLaws(store);
    firstLaws(store);
  });
}
