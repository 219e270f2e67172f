import { sql, type Migration } from 'kysely';

/**
 * The schema, in the order it grew. A migration that has been released is never changed.
 * Times are bigint epoch ms. What is never searched in is `json`, not `jsonb`: it is kept as given, and written faster.
 */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '001-initial': {
    async up(db) {
      for (const statement of INITIAL) await sql.raw(statement).execute(db);
    },
  },
  '002-first': {
    async up(db) {
      for (const statement of FIRST) await sql.raw(statement).execute(db);
    },
  },
  '003-tentative': {
    async up(db) {
      await sql.raw('alter table link add column tentative boolean not null default false').execute(db);
    },
  },
  '004-followed': {
    async up(db) {
      for (const count of ['merged', 'converted'])
        await sql.raw(`alter table run add column ${count} bigint not null default 0`).execute(db);
    },
  },
  '005-guard': {
    async up(db) {
      for (const statement of GUARD) await sql.raw(statement).execute(db);
    },
  },
  '007-jobs': {
    async up(db) {
      await sql.raw('alter table journal add column job text').execute(db);
    },
  },
  '008-conversions': {
    async up(db) {
      await sql.raw(CONVERSIONS).execute(db);
    },
  },
  '009-tombstones': {
    async up(db) {
      for (const statement of TOMBSTONES) await sql.raw(statement).execute(db);
    },
  },
};

/** Whoever was deleted, found by id, by email and by the person's other record. */
const TOMBSTONES = [
  `create table tombstone (
     connection text not null,
     side text not null,
     record text not null,
     key text,
     partner text,
     heir text,
     rev bigint not null,
     cleared boolean not null default false,
     primary key (connection, side, record))`,
  `create index tombstone_key on tombstone (connection, side, key) where key is not null`,
  `create index tombstone_partner on tombstone (connection, side, partner) where partner is not null`,
  ...['crm', 'platform'].map(
    (side) => `insert into tombstone (connection, side, record, key, partner, rev)
      select connection, '${side}', ${side}, ${side}_key, ${side === 'crm' ? 'platform' : 'crm'}, rev from link
      where not dead and ${side}_gone and ${side} is not null`,
  ),
];

/** What goes before the others: staged people of phase `first`, and rows by the rank of their op (domain/journal.ts, OP_RANK). */
const FIRST = [
  `create index staged_first on staged (connection, run, place) where phase = 'first'`,
  `alter table journal add column rank smallint not null default 0`,
  `drop index row_run`,
  `create index row_run on journal (connection, run, side, state, rank, id)`,
];

/** What the guard counts rows as and holds them under, and the hash a run approves. */
const GUARD = [
  `alter table journal add column kind text not null default 'update', add column hold text`,
  `create index row_hold on journal (connection, hold, id) where hold is not null`,
  `alter table run add column waiver text`,
];

/** Leads we were asked to convert: at most one order a lead, durable before the call. */
const CONVERSIONS = `create table conversion (
  connection text not null,
  lead text not null,
  contact text,
  account text,
  opportunity text,
  state text not null,
  run integer not null,
  attempt integer not null,
  sent_at bigint,
  became text,
  code text,
  primary key (connection, lead))`;

const INITIAL = [
  // Revisions and read marks, one order for all of the store. cache 1: values must rise in the order they are drawn, whatever session draws.
  `create sequence tick as bigint cache 1`,
  `create table connection (
     id text primary key,
     removed boolean not null default false,
     state json)`,
  `create table connection_version (
     connection text not null references connection (id),
     version integer not null,
     hash text not null,
     document json not null,
     folder text not null,
     created_at bigint not null,
     primary key (connection, version))`,

  `create table run (
     connection text not null,
     run integer not null,
     mode text not null,
     "full" boolean not null,
     records json not null,
     version integer not null,
     mapping json,
     reading json,
     round integer not null default 0,
     started_at bigint not null,
     ended_at bigint,
     outcome text,
     reason text,
     read_crm bigint not null default 0,
     read_platform bigint not null default 0,
     calls_crm bigint not null default 0,
     calls_platform bigint not null default 0,
     linked bigint not null default 0,
     unchanged bigint not null default 0,
     history_events integer not null default 0,
     seen json,
     primary key (connection, run))`,
  `create table lease (
     connection text not null,
     run integer not null,
     lane text not null,
     attempt integer not null,
     primary key (connection, run, lane))`,
  `create table cursor (
     connection text not null,
     side text not null,
     mapping text not null,
     at bigint not null,
     zone json,
     primary key (connection, side, mapping))`,

  `create table link (
     id bigint generated by default as identity primary key,
     connection text not null,
     rev bigint not null,
     crm text,
     platform text,
     object text not null,
     crm_key text,
     platform_key text,
     crm_gone boolean not null,
     platform_gone boolean not null,
     crm_opted_out boolean not null,
     platform_opted_out boolean not null,
     crm_wrote bigint,
     platform_wrote bigint,
     behind boolean not null,
     refused text,
     dead boolean not null)`,
  `create unique index link_crm on link (connection, crm) where not dead and crm is not null`,
  `create unique index link_platform on link (connection, platform) where not dead and platform is not null`,
  `create index link_crm_key on link (connection, crm_key) where crm_key is not null`,
  `create index link_platform_key on link (connection, platform_key) where platform_key is not null`,
  // explain finds dead links too, by the ids they had
  `create index link_dead_crm on link (connection, crm) where dead`,
  `create index link_dead_platform on link (connection, platform) where dead`,
  `create table baseline (
     connection text not null,
     crm text not null,
     platform text not null,
     pairs json not null,
     primary key (connection, crm, platform))`,

  `create table journal (
     id bigint generated by default as identity primary key,
     connection text not null,
     run integer not null,
     link bigint not null,
     side text not null,
     op text not null,
     object text not null,
     target text,
     source text,
     changes json not null,
     rev bigint not null,
     state text not null,
     attempt integer not null,
     lane text not null,
     sent_at bigint,
     tries integer not null,
     key text,
     opted_out boolean not null,
     mapping text not null,
     plan_hash text not null)`,
  `create unique index row_open on journal (connection, link) where state in ('sent', 'unknown')`,
  `create unique index row_create_key on journal (connection, side, key)
     where state in ('sent', 'unknown') and op = 'create' and key is not null`,
  `create unique index row_create_source on journal (connection, side, source)
     where state in ('sent', 'unknown') and op = 'create' and source is not null`,
  `create index row_unsent on journal (connection, link) where state in ('planned', 'held')`,
  `create index row_held on journal (connection) where state = 'held'`,
  `create index row_run on journal (connection, run, side, state, id)`,
  `create index row_link on journal (connection, link, id)`,

  `create sequence place as bigint cache 1`,
  `create table staged (
     connection text not null,
     run integer not null,
     side text not null,
     record text not null,
     image json not null,
     key text,
     seq bigint not null,
     phase text not null,
     place bigint not null,
     primary key (connection, run, side, record))`,
  `create index staged_new on staged (connection, run, place) where phase = 'new'`,
  `create index staged_key on staged (connection, run, side, key) where key is not null`,
  `create table again (
     connection text not null,
     run integer not null,
     link bigint not null,
     times integer not null,
     pending boolean not null,
     primary key (connection, run, link))`,
  `create index again_pending on again (connection, run, link) where pending`,

  `create table inbox (
     entry bigint generated by default as identity primary key,
     connection text not null,
     cause text not null,
     category text not null,
     crm text,
     platform text,
     key text,
     fields json not null,
     code text,
     vendor_text text,
     first_seen bigint not null,
     last_seen bigint not null,
     attempts integer not null,
     run integer not null,
     retry boolean not null default false,
     check (crm is not null or platform is not null))`,
  `create unique index inbox_crm on inbox (connection, crm, cause) where crm is not null`,
  `create unique index inbox_platform on inbox (connection, platform, cause) where platform is not null`,
  `create index inbox_loose on inbox (connection) where retry or category = 'again'`,
  `create index inbox_run on inbox (connection, run)`,

  `create table owner (account text not null, platform text not null, connection text not null, primary key (account, platform))`,
  `create index owner_connection on owner (connection)`,
  `create table account_budget (account text primary key, used bigint not null, "limit" bigint not null)`,
  `create table secret (connection text not null, name text not null, sealed bytea not null, primary key (connection, name))`,
];
