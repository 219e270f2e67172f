'use strict';
/** Suites over real processes from outside, and the simulator's longer half: minutes each and one at a time, so not part of `npm test`. */
module.exports = {
  ...require('./jest.config.js'),
  testMatch: ['<rootDir>/test/{e2e,simulation/many}/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  maxWorkers: 1,
};
