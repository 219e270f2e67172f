import type { Command } from 'commander';
import type { CliContext } from './context.js';
import { register as apply } from './commands/apply.js';
import { register as approve } from './commands/approve.js';
import { register as consent } from './commands/consent.js';
import { register as convert } from './commands/convert.js';
import { register as demo } from './commands/demo.js';
import { register as doctor } from './commands/doctor.js';
import { register as errors } from './commands/errors.js';
import { register as explain } from './commands/explain.js';
import { register as list } from './commands/list.js';
import { register as migrate } from './commands/migrate.js';
import { register as pause } from './commands/pause.js';
import { register as plan } from './commands/plan.js';
import { register as reject } from './commands/reject.js';
import { register as remove } from './commands/remove.js';
import { register as resume } from './commands/resume.js';
import { register as retry } from './commands/retry.js';
import { register as sandbox } from './commands/sandbox.js';
import { register as schema } from './commands/schema.js';
import { register as services } from './commands/services.js';
import { register as status } from './commands/status.js';
import { register as sync } from './commands/sync.js';
import { register as untombstone } from './commands/untombstone.js';
import { register as up } from './commands/up.js';
import { register as validate } from './commands/validate.js';
import { register as worker } from './commands/worker.js';

/** Adds one command to the program. Whatever is heavy is imported by its action, so that `tandem schema` need not load Temporal. */
export type Register = (program: Command, context: CliContext) => void;

/** In the order the help lists them. */
export const COMMANDS: readonly Register[] = [
  demo,
  up,
  services,
  worker,
  migrate,
  sandbox,
  doctor,
  validate,
  schema,
  apply,
  list,
  status,
  sync,
  plan,
  pause,
  resume,
  approve,
  reject,
  errors,
  retry,
  convert,
  consent,
  explain,
  untombstone,
  remove,
];
