/** Loaded into a worker by `--require`: makes it one that dies at named points of its activities (`pointed`), and that waits for less. */
import { Worker } from '@temporalio/worker';
import * as activities from '../../../activities/index.js';
import { hastyBundle } from '../../support/hastyBundle.js';
import { executioner } from './executioner.js';
import { pointed } from './pointed.js';

/** How long a worker is missed before it is given up, and how often what was begun is tried, is no subject where every attempt may be killed. */
const HASTE = [
  ["heartbeatTimeout: '20 seconds'", "heartbeatTimeout: '5 seconds'"],
  ["maximumInterval: '30 seconds', maximumAttempts: 12", "maximumInterval: '1 second', maximumAttempts: 100"],
  ['maximumAttempts: 4 }', 'maximumAttempts: 100 }'],
  ["scheduleToCloseTimeout: '75 seconds'", "scheduleToCloseTimeout: '10 minutes'"],
  ["scheduleToCloseTimeout: '45 seconds'", "scheduleToCloseTimeout: '10 minutes'"],
  ['LOOK_EVERY_MS = 10_000', 'LOOK_EVERY_MS = 500'],
  ['CLEAR_OF_ECHOES_MS = 8_000', 'CLEAR_OF_ECHOES_MS = 500'],
] as const;

const folder = process.env['TANDEM_KILL_POINTS'];
if (folder !== undefined) {
  const { createActivities } = activities;
  const reach = executioner(folder);
  const patched = activities as { createActivities: typeof createActivities };
  patched.createActivities = (deps, shutdown) => createActivities(pointed(deps, reach), shutdown);
  const create = Worker.create.bind(Worker);
  const workflowBundle = hastyBundle(HASTE);
  Worker.create = (options) => create({ ...options, workflowBundle });
}
