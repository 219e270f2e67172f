import pg from 'pg';

export interface LinkedPair {
  readonly crm: string;
  readonly platform: string;
  readonly email: string;
  readonly values: Readonly<Record<string, string>>;
}

const AT_ONCE = 10_000;

/** As a run that settled them would have left them. `$5`: values by rule key, as the store keeps a baseline (src/store/compact.ts). */
const LINKS = `insert into link (connection, rev, crm, platform, object, crm_key, platform_key, crm_gone, platform_gone, crm_opted_out, platform_opted_out, behind, dead)
  select $1, nextval('tick'), crm, platform, 'Contact', key, key, false, false, false, false, false, false
  from unnest($2::text[], $3::text[], $4::text[]) as given(crm, platform, key)`;
const BASELINES = `insert into baseline (connection, crm, platform, pairs) select $1, crm, platform, pairs
  from unnest($2::text[], $3::text[], $4::json[]) as given(crm, platform, pairs)`;
const OWNERS = `insert into owner (account, platform, connection)
  select (select account from owner where connection = $1 limit 1), platform, $1 from unnest($2::text[]) as given(platform)`;

/** Links pairs of records that are there on both sides and in step, by SQL: a first sync of a million takes most of an hour. */
export async function padLinks(databaseUrl: string, connection: string, pairs: readonly LinkedPair[]): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    for (let at = 0; at < pairs.length; at += AT_ONCE) {
      const part = pairs.slice(at, at + AT_ONCE);
      const crm = part.map((pair) => pair.crm);
      const platform = part.map((pair) => pair.platform);
      await client.query(LINKS, [connection, crm, platform, part.map(({ email }) => email.toLowerCase())]);
      const baselines = part.map(({ values }) => JSON.stringify([1, 0, values]));
      await client.query(BASELINES, [connection, crm, platform, baselines]);
      await client.query(OWNERS, [connection, platform]);
    }
    // As the server does by itself within minutes.
    for (const table of ['link', 'baseline', 'owner']) await client.query(`vacuum analyze ${table}`);
  } finally {
    await client.end();
  }
}

/** Rule keys of the connection's present mapping, by Salesforce field. */
export async function ruleKeys(databaseUrl: string, connection: string): Promise<ReadonlyMap<string, string>> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ mapping: { rules: readonly { crm: string; key: string }[] } }>(
      'select mapping from run where connection = $1 and mapping is not null order by run desc limit 1',
      [connection],
    );
    return new Map(rows[0]?.mapping.rules.map(({ crm, key }) => [crm, key]));
  } finally {
    await client.end();
  }
}
