import { collect } from '../../activities/collect.js';
import { describe } from '../../activities/describe.js';
import { follow } from '../../activities/follow.js';
import { gather } from '../../activities/gather.js';
import { guard } from '../../activities/guard.js';
import { plan } from '../../activities/plan.js';
import { reopen } from '../../activities/reopen.js';
import { resolve } from '../../activities/resolve.js';
import { settle } from '../../activities/settle.js';
import { stop } from '../../activities/stop.js';
import { write } from '../../activities/write.js';
import type { Deps, Opened } from '../../activities/deps.js';
import type { Connection, FieldMapping, Limits } from '../../src/domain/connection.js';
import type { JournalRow } from '../../src/domain/journal.js';
import { PROTOCOL, type Protocol } from '../../src/domain/protocol.js';
import type { Lease, Store } from '../../src/ports/store.js';
import type { Tx } from '../../src/ports/tx.js';
import type { Policy, Profile } from '../../src/profiles/profile.js';
import { memoryStore } from '../support/memoryStore.js';
import { sparing } from './shortage.js';
import { SECOND } from './connections.js';
import type { Actor } from './actors.js';
import { cued, cuedPulse } from './cues.js';
import { handOver } from './handOver.js';
import { noting } from './noting.js';
import { crmOf, platformOf, type PeopleAsk } from './people.js';
import { HOLD_MS, type World } from './world.js';
import type { People } from '../../src/ports/people.js';
import type { Pulse } from '../../src/ports/pulse.js';

/** A planted bug: another protocol, another store, another side. */
export interface Bug {
  readonly protocol?: (world: World, sound: Protocol) => Partial<Protocol>;
  readonly tx?: (world: World, tx: Tx) => Partial<Tx>;
  readonly store?: (store: Store) => Partial<Store>;
  readonly people?: (world: World, people: People) => Partial<People>;
  readonly pulse?: (pulse: Pulse) => Partial<Pulse>;
}

export interface Rig {
  readonly store: Store;
  /** Row as planned, by id. */
  readonly rows: Map<number, JournalRow>;
  depsOf(actor: Actor): Deps;
}

const NO_LOG = { info: () => undefined, warn: () => undefined };

export const ACTIVITIES = { describe, collect, gather, resolve, follow, plan, guard, write, reopen, settle, stop };

/** The real activities over the memory store and the two simulated sides. */
export function rig(world: World, bug: Bug): Rig {
  const rows = new Map<number, JournalRow>();
  const plain = memoryStore(() => world.now);
  const store: Store = { ...plain, ...bug.store?.(plain) };
  const protocol: Protocol = { ...PROTOCOL, ...bug.protocol?.(world, PROTOCOL) };
  return {
    store,
    rows,
    depsOf: (actor) => {
      const { cues } = world;
      const known = new Map<string, Opened['sides'] & Pick<Opened, 'crm' | 'platform'>>();
      const sidesOf = (connection: string) => {
        const ask: PeopleAsk = {
          world,
          connection,
          gate: actor.gate,
          rowOf: (id) => rows.get(id),
          lastRead: { crm: 0, platform: 0 },
        };
        const sides = known.get(connection) ?? {
          crm: sparing(world, cued(cues, actor, bugged(world, bug, crmOf(ask)))),
          platform: cued(cues, actor, bugged(world, bug, platformOf(ask))),
        };
        known.set(connection, sides);
        return sides;
      };
      const pulse = cuedPulse(cues, actor);
      return {
        store: Object.assign(Object.create(store) as Store, {
          handOver: async (...asked: Parameters<Store['handOver']>) => {
            await actor.gate();
            return handOver(world, store, asked);
          },
          transaction: async <T>(lease: Lease, work: (tx: Tx) => Promise<T>): Promise<T> => {
            await actor.gate();
            return store.transaction(lease, (tx) =>
              work(noting(world, rows, bug.tx ? Object.assign(tx, bug.tx(world, whole(tx))) : tx)),
            );
          },
        }),
        open: async (id, version) => opened(world, id, version, sidesOf(id)),
        pulse: () => (bug.pulse ? { ...pulse, ...bug.pulse(pulse) } : pulse),
        protocol,
        log: NO_LOG,
        now: () => world.now,
      };
    },
  };
}

/** A copy with what it inherits. */
function whole(tx: Tx): Tx {
  const copy: Record<string, unknown> = {};
  for (const name in tx) copy[name] = tx[name as keyof Tx];
  return copy as unknown as Tx;
}

function bugged<P extends People>(world: World, bug: Bug, people: P): P {
  return { ...people, ...bug.people?.(world, people) };
}

function opened(
  world: World,
  id: string,
  version: number,
  { crm, platform }: Pick<Opened, 'crm' | 'platform'>,
): Opened {
  const connection = {
    ...CONNECTION_OF,
    id,
    conflict: world.lots.policy,
    fields: { Contact: mapping(world, version), Lead: mapping(world, version) },
    limits: limitsOf(world),
    deletions: { salesforce: world.lots.deletions.crm, platform: world.lots.deletions.platform, holdMs: HOLD_MS },
  } as unknown as Connection;
  return {
    connection,
    profile: PROFILE,
    policy: {
      ...PROFILE.policy(connection),
      updates: world.lots.updates,
      ...policyOf(world, id),
    },
    crm,
    platform,
    sides: { crm, platform },
    account: 'one',
  };
}

/** From version 2 on the platform's D stands for the CRM's A. */
function mapping(world: World, version: number): readonly FieldMapping[] {
  const twoWay = (salesforce: string, to: string, more: Partial<FieldMapping> = {}): FieldMapping => ({
    salesforce,
    platform: to,
    direction: 'twoWay',
    conflict: null,
    blank: 'keeps',
    type: 'text',
    values: null,
    zone: null,
    ...more,
  });
  return [
    twoWay('Email', 'EMAIL', { type: 'email' }),
    twoWay('A', version > 1 ? 'D' : 'A'),
    twoWay('B', 'B', { type: 'datetime', zone: 'UTC' }),
    twoWay('C', 'C', world.lots.clears ? { blank: 'clears' } : {}),
    twoWay('S', 'S'),
  ];
}

/** What a connection syncs, and what it leaves to others. */
function policyOf({ lots }: World, connection: string): Partial<Policy> {
  if (connection === SECOND) return CONTACTS;
  return lots.leads ? LEADS : {};
}

const CONTACTS = { elsewhere: { Lead: 'exists-as-lead' } } as const;
const LEADS = { objects: ['Lead'], createAs: 'Lead', elsewhere: { Contact: 'exists-as-contact' } } as const;
/** No history has as many people as those that no limit is drawn for would need. */
function limitsOf({ lots: { guard } }: World): Limits {
  return { creates: 0.2, updates: 0.2, deletes: 0.2, blankings: 0.1, atLeast: guard ?? 1_000 };
}

const CONNECTION_OF = {
  profile: 'main-list',
  unknownHoldMs: null,
  mainList: null,
  alerts: { webhook: null, inbox: null, lagMs: null },
};

const PROFILE: Profile = {
  name: 'main-list',
  platform: 'mailchimp',
  conflict: 'salesforce',
  basics: () => [],
  check: () => [],
  policy: () => ({
    objects: ['Contact'],
    createAs: 'Contact',
    creates: { crm: true, platform: true },
    updates: true,
    elsewhere: {},
  }),
};
