/** Names as they meet in real address books. `latin` is how the person is written in an email; null: the name itself will do. */
export interface Name {
  readonly text: string;
  readonly latin: string | null;
}

/** One region's names and places; people of a region come together, so that a name fits its address. */
export interface Region {
  readonly share: number;
  readonly country: string;
  readonly firsts: readonly Name[];
  readonly lasts: readonly Name[];
  readonly phonePrefix: string;
  readonly streets: readonly string[];
  /** [city, state, postal code] */
  readonly places: readonly (readonly [string, string, string])[];
}

const names = (...texts: readonly string[]): Name[] => texts.map((text) => ({ text, latin: null }));
const latin = (...pairs: readonly (readonly [string, string])[]): Name[] =>
  pairs.map(([text, spelled]) => ({ text, latin: spelled }));

export const REGIONS: readonly Region[] = [
  {
    share: 0.45,
    country: 'United States',
    firsts: names(
      'James',
      'Mary',
      'Robert',
      'Patricia',
      'Linda',
      'Michael',
      'Elizabeth',
      'David',
      'Mary Ann',
      'Siobhan',
      'Christopher',
      'Jo',
    ),
    lasts: names(
      'Smith',
      'Johnson',
      'O’Brien',
      'Garcia',
      'Miller',
      'McDonald',
      'Nguyen',
      'Lee',
      'Van der Berg',
      'Ng',
      'Smith-Jones',
      'Washington',
    ),
    phonePrefix: '+1 555',
    streets: ['Main Street', 'Oak Avenue', '5th Avenue, Suite 400', 'Elm Street'],
    places: [
      ['Springfield', 'Illinois', '62701'],
      ['Portland', 'Oregon', '97201'],
      ['New York', 'New York', '10001'],
      ['Austin', 'Texas', '73301'],
    ],
  },
  {
    share: 0.3,
    country: 'Germany',
    firsts: names('Jürgen', 'Zoë', 'Björn', 'Käthe', 'François', 'Søren', 'Łukasz', 'Anaïs', 'Jiří', 'Åsa'),
    lasts: names(
      'Müller',
      'Größmann',
      'Núñez',
      'Dvořák',
      'Øster',
      'Wałęsa',
      'Lefèvre',
      'Çelik',
      'Wolfeschlegelsteinhausenbergerdorff',
      'von und zu Guttenstein-Hohenfels',
    ),
    phonePrefix: '+49 30',
    streets: ['Königsallee', 'Straße des 17. Juni', 'Am Höhenrücken'],
    places: [
      ['Düsseldorf', 'Nordrhein-Westfalen', '40212'],
      ['Berlin', 'Berlin', '10623'],
      ['München', 'Bayern', '80331'],
    ],
  },
  {
    share: 0.25,
    country: 'Japan',
    firsts: latin(
      ['太郎', 'taro'],
      ['花子', 'hanako'],
      ['翔太', 'shota'],
      ['美咲', 'misaki'],
      ['健一', 'kenichi'],
      ['さくら', 'sakura'],
    ),
    lasts: latin(
      ['佐藤', 'sato'],
      ['鈴木', 'suzuki'],
      ['高橋', 'takahashi'],
      ['渡邊', 'watanabe'],
      ['勅使河原', 'teshigawara'],
      ['森', 'mori'],
    ),
    phonePrefix: '+81 3',
    streets: ['丸の内1丁目', '道玄坂2丁目', '梅田3丁目'],
    places: [
      ['千代田区', '東京都', '100-0005'],
      ['渋谷区', '東京都', '150-0043'],
      ['大阪市北区', '大阪府', '530-0001'],
    ],
  },
];

export const TITLES = [
  'Buyer',
  'Head of Marketing',
  'Developer',
  'CEO',
  'Office Manager',
  'Vice President, Operations',
  'Vertriebsleiterin',
  '営業部長',
] as const;
export const COMPANY_NAMES = [
  'Nordwind',
  'Acme',
  'Blue Harbor',
  'Initech',
  'Globex',
  'Umbrella',
  'Edelweiß',
  'Kaiyo',
  'Tyrell',
  'Wayne',
] as const;
export const COMPANY_KINDS = [
  'Logistics',
  'Foods & Co.',
  'Systems',
  'Health',
  'Partners',
  'Trading',
  'Software',
  'Travel',
] as const;
