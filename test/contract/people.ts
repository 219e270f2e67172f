import { afterEach, beforeEach, describe } from '@jest/globals';
import type { Bench, Patience } from './peopleBench.js';
import { faultLaws } from './peopleFaults.js';
import { optOutLaws } from './peopleOptOuts.js';
import { readingLaws } from './peopleReading.js';
import { removalLaws } from './peopleRemovals.js';
import { samplesOn } from './peopleSamples.js';
import { windowLaws } from './peopleWindows.js';
import { writingLaws } from './peopleWriting.js';

/** The laws of People. `make` gives a system that holds nobody. */
export function peopleContract(system: string, make: (patience: Patience) => Promise<Bench>): void {
  describe(`${system} keeps the laws of People`, () => {
    let bench: Bench;
    beforeEach(async () => {
      bench = await make('long');
    });
    afterEach(() => bench.close());

    const samples = samplesOn(
      () => bench,
      async (patience) => {
        await bench.close();
        bench = await make(patience);
      },
    );
    windowLaws(samples);
    readingLaws(samples);
    writingLaws(samples);
    faultLaws(samples);
    optOutLaws(samples);
    removalLaws(samples);
  });
}
