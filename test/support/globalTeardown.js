'use strict';
const { stops } = require('./globalSetup.js');

module.exports = async () => {
  for (const stop of stops.splice(0)) await stop();
};
