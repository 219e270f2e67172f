/** The two sides of a connection. CRM = Salesforce, platform = the other system. Either may be read, either may be written. */
export type Side = 'crm' | 'platform';

export const SIDES = ['crm', 'platform'] as const satisfies readonly Side[];

export function other(side: Side): Side {
  return side === 'crm' ? 'platform' : 'crm';
}

/** The side by the name that files, commands and reports have for it (contract). */
export function systemOf(side: Side): 'salesforce' | 'platform' {
  return side === 'crm' ? 'salesforce' : 'platform';
}

/** One thing for each side. */
export type PerSide<T> = { readonly [side in Side]: T };

/** The same but for one side. Named by hand: a computed key costs ten times as much, and every person passes here several times. */
export function withSide<T>({ crm, platform }: PerSide<T>, side: Side, value: T): PerSide<T> {
  return side === 'crm' ? { crm: value, platform } : { crm, platform: value };
}
