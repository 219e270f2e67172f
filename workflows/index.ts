/** What the worker registers: names and inputs are part of histories that live for years. */
export { connection } from './connection.js';
export { run } from './run.js';
