'use strict';
/** Sources are transformed by swc; types are checked by tsc before (see "pretest"). */
module.exports = {
  rootDir: __dirname,
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: [
    '/node_modules/',
    '<rootDir>/test/e2e/',
    '<rootDir>/test/kill/',
    '<rootDir>/test/browser/',
    '<rootDir>/test/simulation/many/',
    '<rootDir>/test/sandbox/foreign/',
  ],
  modulePathIgnorePatterns: ['<rootDir>/dist'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  globalSetup: '<rootDir>/test/support/globalSetup.js',
  globalTeardown: '<rootDir>/test/support/globalTeardown.js',
  watchman: false,
  maxWorkers: 2,
  // Slow machines of a build service: a test that hangs is told by this, one that is slow is not.
  testTimeout: 60000,
};
