import type { Connection, FieldMapping } from '../domain/connection.js';
import type { Profile } from './profile.js';

/** Every rule of a connection: the profile's basics, except where the file says something else about one of their fields, then the file's own. */
export function allRules(profile: Profile, connection: Connection, object: string): readonly FieldMapping[] {
  const listed = connection.fields[object] ?? [];
  const taken = new Set(
    listed.flatMap((rule) => [`crm ${rule.salesforce.toLowerCase()}`, `platform ${rule.platform.toLowerCase()}`]),
  );
  const basics = profile
    .basics(connection)
    .filter(
      (rule) =>
        !taken.has(`crm ${rule.salesforce.toLowerCase()}`) && !taken.has(`platform ${rule.platform.toLowerCase()}`),
    );
  return [...basics, ...listed];
}
