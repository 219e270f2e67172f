'use strict';
const Module = require('node:module');

// jest transforms what its global setup loads, but does not map names there: `./x.js` of a source is x.ts, as TypeScript writes it.
const resolve = Module._resolveFilename;
Module._resolveFilename = function resolveSource(request, ...rest) {
  try {
    return resolve.call(this, request, ...rest);
  } catch (error) {
    if (!/^\.{1,2}\/.*\.js$/.test(request)) throw error;
    return resolve.call(this, request.replace(/\.js$/, '.ts'), ...rest);
  }
};

const stops = [];
module.exports = async () => {
  const { startTestServices } = require('./testServices.ts');
  const { findTestPrograms } = require('./testPrograms.ts');
  const [stop] = await Promise.all([startTestServices(), findTestPrograms()]);
  stops.push(stop);
};
/** For globalTeardown.js, in the same process. */
module.exports.stops = stops;
