'use strict';
// Parts of a visit by jsforce's SOAP API: `client.cjs PART JSON` prints what it read as one JSON document.
const { Connection } = require('jsforce');

const conn = new Connection({
  loginUrl: process.env.SALESFORCE_URL,
  instanceUrl: process.env.SALESFORCE_URL,
  version: '62.0',
});

/** Rows of a query, deleted ones too. */
const rows = async (soql) =>
  (await conn.query(soql, { scanAll: true })).records.map(({ attributes: _attributes, ...row }) => row);

/** What the client sees of a refusal. */
const refusal = (asked) =>
  asked.then(
    (answer) => ({ answered: answer }),
    ({ name, errorCode, message }) => ({ name, errorCode, message }),
  );

const parts = {
  async login() {
    const { id, organizationId } = conn.userInfo;
    const stranger = new Connection({ loginUrl: process.env.SALESFORCE_URL });
    return { id, organizationId, instance: conn.instanceUrl, refused: await refusal(stranger.login('bad', 'word')) };
  },
  async convert({ conversions, read }) {
    return { results: await conn.soap.convertLead(conversions), read: await Promise.all(read.map(rows)) };
  },
  async update({ lead }) {
    return { refused: await refusal(conn.sobject('Lead').update(lead)) };
  },
  async merge({ merges, read }) {
    return { results: await conn.soap.merge(merges), read: await Promise.all(read.map(rows)) };
  },
  async undelete({ remove, restore, read }) {
    const removed = await conn.sobject('Contact').destroy(remove);
    const between = await Promise.all(read.map(rows));
    const restored = await conn.soap.undelete(restore);
    return { removed, between, restored, read: await Promise.all(read.map(rows)) };
  },
};

async function main([part, wish = '{}']) {
  await conn.login('jane@acme.example', 'wordtoken');
  process.stdout.write(JSON.stringify(await parts[part](JSON.parse(wish))));
}

main(process.argv.slice(2)).catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});
