'use strict';
/** Suites that kill real workers with SIGKILL, while a call is under way and after every call of every activity: minutes each and one at a time. */
module.exports = {
  ...require('./jest.config.js'),
  testMatch: ['<rootDir>/test/kill/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  maxWorkers: 1,
};
