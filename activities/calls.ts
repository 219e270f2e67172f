import { SIDES, type PerSide } from '../src/domain/side.js';
import type { Opened } from './deps.js';

/** API calls both sides made since this was called, for the run's report. */
export function callsOf(opened: Pick<Opened, 'sides'>): () => PerSide<number> {
  const before = { crm: opened.sides.crm.calls(), platform: opened.sides.platform.calls() };
  return () => {
    const spent = { crm: 0, platform: 0 };
    for (const side of SIDES) spent[side] = opened.sides[side].calls() - before[side];
    return spent;
  };
}
