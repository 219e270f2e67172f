import type { Problem } from '../../profiles/profile.js';

export const missingField = (path: string, place: string, field: string): Problem => ({
  path,
  reason: `${place} has no field ${field} that these credentials may see`,
});
