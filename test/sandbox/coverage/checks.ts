import { BULK } from './bulk.js';
import { BULK_ONE } from './bulkOne.js';
import { CAMPAIGNS } from './campaigns.js';
import type { Checks } from './bench.js';
import { FAULTS } from './faults.js';
import { LOGIN } from './login.js';
import { ORG_SETTINGS } from './orgSettings.js';
import { PEOPLE } from './people.js';
import { RECORDS } from './records.js';
import { SOAP } from './soap.js';
import { SOQL } from './soql.js';
import { STATE } from './state.js';
import { TIME } from './time.js';
import { TRANSPORT } from './transport.js';

/** A check for each row of docs/sandbox.md's table, by the row's name. */
export const CHECKS: Checks = {
  ...TRANSPORT,
  ...LOGIN,
  ...RECORDS,
  ...SOQL,
  ...BULK,
  ...BULK_ONE,
  ...SOAP,
  ...PEOPLE,
  ...CAMPAIGNS,
  ...ORG_SETTINGS,
  ...TIME,
  ...FAULTS,
  ...STATE,
};
