import { createRandom } from '../kit/random.js';
import type { SeedPerson } from '../kit/types.js';
import { COMPANY_KINDS, COMPANY_NAMES, REGIONS, TITLES, type Name, type Region } from './people.js';

const DAY_MS = 86_400_000;
/** Stamps lie between these ages: well before the overlap of any first sync. */
const YOUNGEST_DAYS = 2;
const OLDEST_DAYS = 730;

/** Person `n` of a seed; the same again for the same `n`, `seed` and `now`, whoever else is made. Emails are unique within a seed and between seeds. */
export function makePerson(n: number, seed: number, now: number): SeedPerson {
  const draw = createRandom(Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(n + 1, 0x85ebca6b));
  const pick = <T>(from: readonly T[]): T => from[Math.floor(draw() * from.length)]!;
  const region = regionAt(draw());
  const first = pick(region.firsts);
  const last = pick(region.lasts);
  const company = pick(COMPANY_NAMES);
  const [city, state, postalCode] = pick(region.places);
  const number = String(n % 10_000_000).padStart(7, '0');
  return {
    n,
    first: first.text,
    last: last.text,
    email: `${spelled(first)}.${spelled(last)}.${n}${seed === 1 ? '' : `-${seed}`}@${plain(company)}.example`,
    phone: `${region.phonePrefix} ${number.slice(0, 3)} ${number.slice(3)}`,
    title: pick(TITLES),
    company: `${company} ${pick(COMPANY_KINDS)} ${1 + (n % 997)}`,
    street: `${1 + Math.floor(draw() * 200)} ${pick(region.streets)}`,
    city,
    state,
    postalCode,
    country: region.country,
    changedAt: Math.floor((now - (YOUNGEST_DAYS + draw() * (OLDEST_DAYS - YOUNGEST_DAYS)) * DAY_MS) / 1000) * 1000,
  };
}

function regionAt(drawn: number): Region {
  let left = drawn;
  for (const region of REGIONS) {
    left -= region.share;
    if (left < 0) return region;
  }
  return REGIONS[0]!;
}

const spelled = ({ text, latin }: Name) => latin ?? plain(text);
const LETTERS: Readonly<Record<string, string>> = { ß: 'ss', ø: 'o', ł: 'l', æ: 'ae' };

/** Letters as an email would have them; at most 20, so that no address gets too long. */
function plain(text: string): string {
  const spread = text.toLowerCase().replace(/[ßøłæ]/g, (letter) => LETTERS[letter] ?? '');
  return spread
    .normalize('NFD')
    .replace(/[^a-z0-9]/g, '')
    .slice(0, 20);
}
