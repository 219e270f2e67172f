'use strict';
// Healthy: the database answers a query and Temporal takes connections. A worker without either does no work; one that dies takes its container with it.
const net = require('node:net');
const { Client } = require('pg');

const LIMIT_MS = 5_000;

async function askDatabase() {
  const client = new Client({
    connectionString: process.env.DATABASE_URL,
    connectionTimeoutMillis: LIMIT_MS,
    query_timeout: LIMIT_MS,
  });
  await client.connect();
  await client.query('select 1');
  await client.end();
}

function reachTemporal() {
  const [host, port] = (process.env.TEMPORAL_ADDRESS ?? '').split(':');
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host, port: Number(port), timeout: LIMIT_MS });
    socket.once('connect', () => resolve(socket.end()));
    socket.once('timeout', () => reject(new Error('timeout')));
    socket.once('error', reject);
  });
}

Promise.all([askDatabase(), reachTemporal()]).then(
  () => process.exit(0),
  (error) => {
    // The code alone: a message may hold the address with its password.
    process.stderr.write(`unhealthy: ${error.code ?? 'no answer'}\n`);
    process.exit(1);
  },
);
