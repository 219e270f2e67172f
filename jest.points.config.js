'use strict';
/** Workers that die after every call of every activity, one at a time, in one long story: ten minutes, and not part of `.ci/run` yet (README, honest limits). */
module.exports = {
  ...require('./jest.config.js'),
  testMatch: ['<rootDir>/test/kill/points/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  maxWorkers: 1,
};
