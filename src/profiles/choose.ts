import type { ProfileName } from '../domain/connection.js';
import type { Profile } from './profile.js';
import { mainList } from './mainList.js';

/** The profiles of this version. */
export const PROFILES: Readonly<Partial<Record<ProfileName, Profile>>> = { 'main-list': mainList };

/** null: a known name that this version does not carry. */
export function profileOf(name: ProfileName): Profile | null {
  return PROFILES[name] ?? null;
}
