import type { Connection } from '@temporalio/client';
import { SyncError } from '../domain/faults.js';
import { attributes } from '../../workflows/messages.js';

type Operated = Pick<Connection, 'operatorService'>;
type Word = 'Keyword' | 'Int' | 'Datetime';

/** The attribute types we use, in Temporal's words for the command line and numbers for the API (temporal/api/enums/v1/common.proto, IndexedValueType). */
const TYPES = {
  KEYWORD: { word: 'Keyword', number: 2 },
  INT: { word: 'Int', number: 3 },
  DATETIME: { word: 'Datetime', number: 6 },
} as const satisfies Record<string, { word: Word; number: number }>;

/** Name and type of every search attribute the workflows set: an unknown one would stop them for ever (temporal.md, T1). */
export const SEARCH_ATTRIBUTES: readonly { readonly name: string; readonly word: Word; readonly number: number }[] =
  Object.values(attributes).map(({ name, type }) => ({ name, ...TYPES[type] }));

/**
 * Registers the attributes a namespace lacks. Idempotent. Throws SyncError `misconfigured` where we may not (then an operator must),
 * `unreachable` when Temporal does not answer.
 */
export async function registerSearchAttributes(connection: Operated, namespace: string): Promise<void> {
  const missing = await missingSearchAttributes(connection, namespace);
  if (missing.length === 0) return;
  const wanted = SEARCH_ATTRIBUTES.filter(({ name }) => missing.includes(name));
  try {
    await connection.operatorService.addSearchAttributes({
      namespace,
      searchAttributes: Object.fromEntries(wanted.map(({ name, number }) => [name, number])),
    });
  } catch (cause) {
    // Another process may have been faster.
    if ((await missingSearchAttributes(connection, namespace)).length === 0) return;
    const words = wanted.map(({ name, word }) => `${name} (${word})`).join(', ');
    throw new SyncError(
      'misconfigured',
      `the namespace ${namespace} lacks the search attributes ${words} and does not let us add them: add them as its operator`,
      { system: 'temporal', cause },
    );
  }
}

/** Names of ours the namespace does not know. */
export async function missingSearchAttributes(connection: Operated, namespace: string): Promise<readonly string[]> {
  let known: Readonly<Record<string, unknown>>;
  try {
    known = (await connection.operatorService.listSearchAttributes({ namespace })).customAttributes;
  } catch (cause) {
    throw new SyncError('unreachable', `the search attributes of namespace ${namespace} cannot be read`, {
      system: 'temporal',
      cause,
    });
  }
  return SEARCH_ATTRIBUTES.map(({ name }) => name).filter((name) => known[name] === undefined);
}
