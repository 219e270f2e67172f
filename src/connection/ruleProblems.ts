import type { Problem } from '../profiles/profile.js';
import { pathOf, textAt, valueAt } from './problems.js';
import { isZone } from './scheduleSchema.js';

/** R-ALL-3: the side a one-way field never comes from. */
const LOSER: Readonly<Record<string, string>> = { toPlatform: 'platform', toSalesforce: 'salesforce' };

/** What contradicts itself among the rules of a file as written: two for one field, a value map without a picklist, a conflict against its direction. */
export function ruleProblems(document: unknown): readonly Problem[] {
  const fields = valueAt(document, ['fields']);
  if (typeof fields !== 'object' || fields === null) return [];
  return Object.entries(fields).flatMap(([object, list]: [string, unknown]) => {
    if (!Array.isArray(list)) return [];
    const taken = new Map<string, number>();
    return list.flatMap((_, at): Problem[] => {
      const here = ['fields', object, at] as const;
      const doubled = (['salesforce', 'platform'] as const).flatMap((side): Problem[] => {
        const name = textAt(document, ...here, side);
        if (name === null) return [];
        const key = `${side} ${name.toLowerCase()}`;
        const first = taken.get(key);
        if (first === undefined) taken.set(key, at);
        return first === undefined
          ? []
          : [
              {
                path: pathOf([...here, side]),
                reason: `two rules for one field: it is mapped by fields.${object}[${first}] already, keep one`,
              },
            ];
      });
      const type = textAt(document, ...here, 'type');
      const zone = textAt(document, ...here, 'zone');
      const odd: Problem[] = [];
      if (valueAt(document, [...here, 'values']) !== undefined && type !== null && type !== 'picklist')
        odd.push({ path: pathOf([...here, 'values']), reason: 'a value map needs type: picklist' });
      const direction = textAt(document, ...here, 'direction');
      const conflict = textAt(document, ...here, 'conflict');
      if (direction !== null && conflict !== null && LOSER[direction] === conflict)
        odd.push({
          path: pathOf([...here, 'conflict']),
          reason: `goes against the direction: ${direction} never takes the value of ${conflict}; remove conflict, or make it twoWay`,
        });
      if (zone !== null && !isZone(zone))
        odd.push({ path: pathOf([...here, 'zone']), reason: 'must be a time zone like Europe/Berlin' });
      return [...doubled, ...odd];
    });
  });
}
