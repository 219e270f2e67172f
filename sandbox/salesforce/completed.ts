import { memberStatus } from './campaignRules.js';
import { STAGES } from './objects/picklists.js';
import type { Org } from './org.js';
import { isPerson } from './personAccount.js';
import type { ObjectView } from './schema.js';
import type { Row, Value } from './shapes.js';

type Completion = (org: Org, row: Row, before: Row | null) => Row;

/** What the org itself adds to a row that is saved. */
export function completed(org: Org, view: ObjectView, row: Row, before: Row | null = null): Row {
  return COMPLETIONS[view.def.name]?.(org, row, before) ?? row;
}

function fullName(row: Row): string {
  const [first, last] = [row['FirstName'] ?? '', row['LastName'] ?? ''];
  return first === '' ? String(last) : last === '' ? String(first) : `${String(first)} ${String(last)}`;
}

const person: Completion = (_org, row, before) => {
  // The row is this save's own: it was made for it a moment ago.
  const named = row as { Name: Value } & Row;
  named.Name = fullName(row);
  // A new address has not bounced yet.
  return before !== null && before['Email'] !== row['Email'] && before['EmailBouncedDate'] === row['EmailBouncedDate']
    ? { ...named, EmailBouncedDate: null, EmailBouncedReason: null }
    : named;
};

const COMPLETIONS: Readonly<Record<string, Completion>> = {
  Lead: person,
  Contact: person,
  User: person,
  Account: (org, row, before) =>
    isPerson(org, row, before) ? { ...row, IsPersonAccount: true, Name: fullName(row) } : row,
  CampaignMember: memberStatus,
  Opportunity: (_org, row, before) => {
    // The stage's probability, unless the caller sets another.
    const moved =
      before === null
        ? (row['Probability'] ?? null) === null
        : before['StageName'] !== row['StageName'] && before['Probability'] === row['Probability'];
    const stage = STAGES.find((one) => one.name === row['StageName']);
    return moved && stage !== undefined ? { ...row, Probability: stage.probability } : row;
  },
  Task: (org, row) => withAccount(org, row),
  Event: (org, row, before) => withAccount(org, eventTimes(row, before)),
};

/** An activity's account is its contact's or its subject's. Source: Object Reference, Task.AccountId. */
function withAccount(org: Org, row: Row): Row {
  const account = [row['WhatId'], row['WhoId']]
    .map((id) => (typeof id === 'string' ? org.byId(id) : null))
    .map((found) =>
      found === null ? null : found.view.def.name === 'Account' ? found.row.Id : (found.row['AccountId'] ?? null),
    )
    .find((id) => id !== null);
  return { ...row, AccountId: account ?? null };
}

const MINUTE = 60_000;

/** Start, end and length say the same thing: what is missing follows from the others. */
function eventTimes(row: Row, before: Row | null): Row {
  const start = row['StartDateTime'] ?? row['ActivityDateTime'] ?? null;
  const begin =
    typeof start === 'number'
      ? start
      : typeof row['ActivityDate'] === 'string'
        ? Date.parse(row['ActivityDate'])
        : null;
  if (begin === null) return row;
  const minutes = row['DurationInMinutes'] ?? (row['IsAllDayEvent'] === true ? 1440 : null);
  // An event that is moved keeps its length; one whose length is changed, its beginning.
  const kept = before !== null && before['EndDateTime'] === row['EndDateTime'];
  const given = kept ? null : row['EndDateTime'];
  const end = typeof given === 'number' ? given : typeof minutes === 'number' ? begin + minutes * MINUTE : null;
  if (end === null) return { ...row, StartDateTime: begin };
  return {
    ...row,
    StartDateTime: begin,
    ActivityDateTime: row['IsAllDayEvent'] === true ? null : begin,
    ActivityDate: new Date(begin).toISOString().slice(0, 10),
    EndDateTime: end,
    DurationInMinutes: Math.round((end - begin) / MINUTE),
  };
}
