type Item = string | number | boolean | null;

/**
 * A list as PostgreSQL's text form of an array. The driver's own way costs a tenth of a run: it grows one string item by item.
 * Source: PostgreSQL, "Array Input and Output Syntax".
 */
export function arrayText(items: readonly Item[]): string {
  // Ids and emails, nearly always: looked at once, all together.
  const plain = items.length > 0 && items.every((item) => typeof item === 'string') && !SPECIAL.test(items.join(''));
  return plain ? `{"${items.join('","')}"}` : `{${items.map(itemText).join(',')}}`;
}

function itemText(item: Item): string {
  if (typeof item !== 'string') return item === null ? 'NULL' : String(item);
  return SPECIAL.test(item) ? `"${item.replace(/["\\]/g, '\\$&')}"` : `"${item}"`;
}

const SPECIAL = /["\\]/;
