import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { SECRETS } from '../support/e2e/connectionFile.js';
import { minutes } from '../support/e2e/minutes.js';
import { startUp, type Up } from '../support/e2e/startUp.js';
import { beginnings } from './mainList/beginnings.js';
import { closings } from './mainList/closings.js';
import { crossings } from './mainList/crossings.js';
import { faults } from './mainList/faults.js';
import { oddities } from './mainList/oddities.js';

/** One home for the whole story, told in order: each chapter goes on where the one before ended, as operators' days do. */
let up: Up;

beforeAll(async () => {
  up = await startUp({ ...SECRETS });
}, minutes(7));

afterAll(async () => {
  expect(await up.stop()).toBe(0);
}, minutes(2));

describe('beginnings', () => beginnings(() => up));
describe('crossings', () => crossings(() => up));
describe('oddities', () => oddities(() => up));
describe('faults', () => faults(() => up));
describe('closings', () => closings(() => up));
