import type { UnknownField } from '../../../activities/contract.js';
import type { Connection } from '../../domain/connection.js';
import type { Problem } from '../../profiles/profile.js';
import { missingField } from './missingField.js';

/** What a worker found missing, in the words of the file: path and reason of every rule that maps such a field. */
export function unknownProblems(connection: Connection, unknown: readonly UnknownField[]): readonly Problem[] {
  const missing = new Set(unknown.map(({ side, field }) => `${side} ${field}`));
  return Object.entries(connection.fields).flatMap(([object, rules]) =>
    rules.flatMap(({ salesforce, platform }, at) => [
      ...(missing.has(`crm ${salesforce}`)
        ? [missingField(`fields.${object}[${at}].salesforce`, `${object} in Salesforce`, salesforce)]
        : []),
      ...(missing.has(`platform ${platform}`)
        ? [missingField(`fields.${object}[${at}].platform`, connection.platform.kind, platform)]
        : []),
    ]),
  );
}
