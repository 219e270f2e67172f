'use strict';
/** Suites that kill real workers with SIGKILL while calls are under way: minutes each and one at a time. */
module.exports = {
  ...require('./jest.config.js'),
  testMatch: ['<rootDir>/test/kill/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  maxWorkers: 1,
};
