'use strict';
/** Clients that were not written here, each a real process against a real sandbox process. They are fetched once (a minute or two), so not part of `npm test`. */
const { globalSetup: _, globalTeardown: __, ...base } = require('./jest.config.js');
module.exports = {
  ...base,
  testMatch: ['<rootDir>/test/sandbox/foreign/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 180000,
};
