/** One folder's law. The first law whose `at` matches a file is its law; where folders meet, the narrower one stands first. */
export interface Law {
  /** As design.md's table has it: shown when it is broken. */
  readonly law: string;
  readonly at: RegExp;
  /** Files it may import, by path from the root. */
  readonly files: readonly RegExp[];
  /** Files it may name in `import type`, besides. */
  readonly types?: readonly RegExp[];
  /** Packages it may import: `*` for any, `node:` for node's own. */
  readonly packages: readonly string[];
  /** Text that must not occur: what would make a pure folder impure. */
  readonly never?: readonly RegExp[];
}

const PURE = /^src\/(?:domain|profiles)\//;
const DOMAIN = /^src\/domain\//;
const PORTS = /^src\/ports\//;
const HTTP = /^src\/http\.ts$/;
const MESSAGES = /^workflows\/messages\.ts$/;
/** Workflows replay: what reads a clock, draws lots or asks the machine gives another answer then. */
const IMPURE = [
  /\bDate\.now\b/,
  /\bnew Date\(\)/,
  /\bMath\.random\b/,
  /\bperformance\.now\b/,
  /\bprocess\./,
  /\bcrypto\.(?:random|getRandom)/,
  /\bset(?:Timeout|Interval|Immediate)\(/,
];

export const LAWS: readonly Law[] = [
  {
    law: 'src/domain and src/profiles import each other only: no package, no node:, no clock, no randomness',
    at: PURE,
    files: [PURE],
    packages: [],
    never: IMPURE,
  },
  {
    law: 'src/connection imports domain, profiles, zod and what reads its file',
    at: /^src\/connection\//,
    files: [/^src\/connection\//, PURE],
    packages: ['zod', 'yaml', 'croner', 'node:'],
  },
  { law: 'src/ports imports domain', at: PORTS, files: [PORTS, DOMAIN], packages: [] },
  { law: 'src/http.ts imports domain', at: HTTP, files: [DOMAIN], packages: ['*'] },
  {
    law: 'src/salesforce imports its own folder, ports, domain, http, jsforce, and what reads answers and writes rows: zod and csv-stringify',
    at: /^src\/salesforce\//,
    files: [/^src\/salesforce\//, PORTS, DOMAIN, HTTP],
    packages: ['jsforce', 'zod', 'csv-stringify', 'node:'],
  },
  {
    law: 'src/platforms/index.ts chooses among the platforms and does nothing else',
    at: /^src\/platforms\/index\.ts$/,
    files: [/^src\/platforms\//, PORTS, DOMAIN],
    packages: [],
  },
  ...['mailchimp', 'dotdigital', 'apollo', 'sharpspring', 'directory'].map((name) => ({
    law: `src/platforms/${name} imports its own folder, ports, domain and http, never another adapter`,
    at: new RegExp(`^src/platforms/${name}/`),
    files: [new RegExp(`^src/platforms/${name}/`), PORTS, DOMAIN, HTTP],
    // zod parses the vendor's answers at the edge.
    packages: ['zod', 'node:'],
  })),
  {
    law: 'src/store imports its own folder, ports, domain, pg and kysely',
    at: /^src\/store\//,
    files: [/^src\/store\//, PORTS, DOMAIN],
    packages: ['pg', 'kysely', 'node:'],
  },
  {
    law: 'src/directory shares nothing with the sync but its HTTP contract',
    at: /^src\/directory\//,
    files: [/^src\/directory\//],
    packages: ['*'],
  },
  {
    law: 'src/runtime starts and finds services: its own folder, domain and the workflows’ messages',
    at: /^src\/runtime\//,
    files: [/^src\/runtime\//, DOMAIN, MESSAGES],
    packages: ['*'],
  },
  {
    law: 'workflows import @temporalio/workflow, @temporalio/common and domain; activities by import type',
    at: /^workflows\//,
    files: [/^workflows\//, DOMAIN],
    types: [/^activities\//, PORTS],
    packages: ['@temporalio/workflow', '@temporalio/common'],
  },
  {
    law: 'activities import Temporal’s activity package, domain, profiles and ports: never an adapter, never a workflow',
    at: /^activities\//,
    files: [/^activities\//, PURE, PORTS],
    packages: ['@temporalio/activity', '@temporalio/common', 'croner', 'node:'],
  },
  {
    law: 'src/worker and src/cli import anything in src and activities; of workflows only the messages',
    at: /^src\/(?:worker\.ts|worker\/|cli\/)/,
    files: [/^src\//, /^activities\//, MESSAGES],
    packages: ['*'],
  },
  {
    law: 'sandbox imports nothing of src, activities or workflows: it is written from the vendors’ documents',
    at: /^sandbox\//,
    files: [/^sandbox\//],
    packages: ['*'],
  },
];

/** Libraries that one folder alone may speak to. */
export const OWNERS: Readonly<Record<string, RegExp>> = {
  jsforce: /^(?:src\/salesforce|test|bench)\//,
  kysely: /^(?:src\/store|test|bench)\//,
};
