import { test } from '@jest/globals';
import { tellWell } from '../tellWell.js';

/** The ten thousand after those of `npm test`, with the machine to itself. */
test(
  'R-ALL-4 R-ALL-7 R-ALL-15 no edit is lost and nobody doubled, in ten thousand more',
  () => tellWell(10_001, 10_000, 2),
  3_600_000,
);
