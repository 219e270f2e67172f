'use strict';
/** Suites that kill processes and wait for what follows: minutes, not seconds, so not part of `npm test`. */
module.exports = {
  ...require('./jest.config.js'),
  testMatch: ['<rootDir>/test/kill/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  maxWorkers: 1,
};
