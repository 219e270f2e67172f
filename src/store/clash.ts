import { SyncError } from '../domain/faults.js';

/** The unique indexes that are laws of the protocol (protocol 3.1, 3.3), by name, each with what it forbids. */
export const UNIQUE_LAWS = {
  link_crm: 'two live links on one Salesforce record',
  link_platform: 'two live links on one platform record',
  row_open: 'two open rows of one link',
  row_create_key: 'two open creates of one email on one side',
  row_create_source: 'two open creates from one record',
} as const;

export type UniqueLaw = keyof typeof UNIQUE_LAWS;

/** A law was about to be broken. The transaction it happened in cannot go on, whatever its caller makes of this. */
export function clash(law: UniqueLaw): SyncError {
  return new SyncError('broken', `the store refuses ${UNIQUE_LAWS[law]}`, { system: 'postgres', code: '23505' });
}
