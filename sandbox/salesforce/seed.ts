import type { SeedPerson } from '../kit/types.js';
import { plantMemberStatuses } from './campaignRules.js';
import type { Org } from './org.js';
import { ADMIN } from './orgRecords.js';
import type { ObjectView } from './schema.js';
import type { Row, Value } from './shapes.js';
import type { Table } from './table.js';
import { begin } from './transaction.js';

type Kind = 'Lead' | 'Contact' | 'Account' | 'Campaign' | 'Opportunity';

const KINDS: Readonly<Record<string, Kind>> = {
  lead: 'Lead',
  leads: 'Lead',
  contact: 'Contact',
  contacts: 'Contact',
  account: 'Account',
  accounts: 'Account',
  campaign: 'Campaign',
  campaigns: 'Campaign',
  opportunity: 'Opportunity',
  opportunities: 'Opportunity',
};

/** Puts made-up people into the org, stamped when they last changed; contacts get the account of their company. Ids in the order given. */
export function seedPeople(org: Org, people: readonly SeedPerson[], as: string): readonly string[] {
  const kind = KINDS[as.toLowerCase()];
  if (kind === undefined) throw new Error(`Salesforce has no ${as} to seed`);
  const userId = org.user(ADMIN);
  const accounts = new Map<string, string>();
  for (const row of org.table('Account').all()) accounts.set(String(row['Name']), row.Id);

  const templates = new Map<Kind, Template>();
  const plant = (object: Kind, fields: Readonly<Record<string, Value>>, changedAt: number): string => {
    const { view, table } = templates.get(object) ?? templateOf(org, object);
    if (!templates.has(object)) templates.set(object, { view, table });
    const at = Math.floor(changedAt / 1000) * 1000;
    const names = Object.keys(fields);
    const row: Draft = { ...view.facts.shapeOf(names).blank };
    for (const name of names) row[name] = fields[name] as Value;
    row['OwnerId'] = userId;
    row.Id = org.makeId(view.def);
    row['CreatedDate'] = at;
    row['CreatedById'] = userId;
    row['LastModifiedDate'] = at;
    row['LastModifiedById'] = userId;
    row.SystemModstamp = at;
    table.put(row);
    return row.Id;
  };
  const accountOf = (person: SeedPerson): string => {
    const known = accounts.get(person.company);
    if (known !== undefined) return known;
    const id = plant('Account', accountFields(person), person.changedAt);
    accounts.set(person.company, id);
    return id;
  };

  return people.map((person) => {
    switch (kind) {
      case 'Lead':
        return plant(
          'Lead',
          { ...personFields(person), ...address(LEAD, person), Company: person.company },
          person.changedAt,
        );
      case 'Contact':
        return plant(
          'Contact',
          { ...personFields(person), ...address(MAILING, person), AccountId: accountOf(person) },
          person.changedAt,
        );
      case 'Account': {
        const id = plant('Account', accountFields(person), person.changedAt);
        accounts.set(person.company, id);
        return id;
      }
      case 'Campaign': {
        const id = plant('Campaign', { Name: `Campaign ${person.n}`, Type: 'Email', IsActive: true }, person.changedAt);
        const tx = begin(org);
        plantMemberStatuses(org, tx, id, userId);
        tx.commit(null);
        return id;
      }
      case 'Opportunity':
        return plant(
          'Opportunity',
          {
            Name: `${person.company} ${person.n}`.slice(0, 120),
            AccountId: accountOf(person),
            StageName: 'Prospecting',
            Probability: 10,
            CloseDate: new Date(person.changedAt + 90 * 86_400_000).toISOString().slice(0, 10),
          },
          person.changedAt,
        );
    }
  });
}

/** What is the same for every row of an object: looked up once, for seeds of a million. */
interface Template {
  readonly view: ObjectView;
  readonly table: Table;
}

/** A row before it is put. */
interface Draft extends Row {
  Id: string;
  SystemModstamp: number;
  [field: string]: Value;
}

function templateOf(org: Org, object: Kind): Template {
  const view = org.schema.object(object);
  if (view === null) throw new Error(`no ${object}`);
  return { view, table: org.table(object) };
}

const personFields = (person: SeedPerson): Readonly<Record<string, Value>> => ({
  FirstName: person.first,
  LastName: person.last,
  Name: `${person.first} ${person.last}`,
  Phone: person.phone,
  Title: person.title,
  Email: person.email,
});

const accountFields = (person: SeedPerson): Readonly<Record<string, Value>> => ({
  Name: person.company,
  Phone: person.phone,
  ...address(BILLING, person),
});

const address = (names: AddressNames, person: SeedPerson): Readonly<Record<string, Value>> => ({
  [names.street]: person.street,
  [names.city]: person.city,
  [names.state]: person.state,
  [names.postalCode]: person.postalCode,
  [names.country]: person.country,
});

type AddressNames = ReturnType<typeof addressNames>;
const addressNames = (prefix: string) => ({
  street: `${prefix}Street`,
  city: `${prefix}City`,
  state: `${prefix}State`,
  postalCode: `${prefix}PostalCode`,
  country: `${prefix}Country`,
});
const LEAD = addressNames('');
const MAILING = addressNames('Mailing');
const BILLING = addressNames('Billing');
