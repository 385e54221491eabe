import { DataError, type Row, type Table } from './table.ts';

/** A data set that comes with the project. */
export interface Sample {
  readonly name: SampleName;
  readonly title: string;
  readonly description: string;
  readonly attribution: string;
  readonly rows: number;
  /** Of the file as it is loaded, uncompressed. */
  readonly bytes: number;
}

export type SampleName = 'amazon' | 'imdb' | 'yelp';

const attribution =
  'UCI Sentiment Labelled Sentences (Kotzias, Denil, de Freitas and Smyth, 2015), licence CC BY 4.0, ' +
  'from the npm package sentiment';

export const SAMPLES: readonly Sample[] = [
  {
    name: 'amazon',
    title: 'Amazon',
    description: 'Sentences from reviews of phones and their accessories, half of them positive.',
    attribution,
    rows: 1000,
    bytes: 77_271,
  },
  {
    name: 'imdb',
    title: 'IMDB',
    description: 'Sentences from film reviews, half of them positive.',
    attribution,
    rows: 1000,
    bytes: 104_395,
  },
  {
    name: 'yelp',
    title: 'Yelp',
    description: 'Sentences from restaurant reviews, half of them positive.',
    attribution,
    rows: 1000,
    bytes: 80_373,
  },
];

/** Each import is a file of its own in the built page, fetched when it is asked for, and a plain import in Node. */
const FILES = {
  amazon: () => import('sentiment/test/fixtures/amazon.json', { with: { type: 'json' } }),
  imdb: () => import('sentiment/test/fixtures/imdb.json', { with: { type: 'json' } }),
  yelp: () => import('sentiment/test/fixtures/yelp.json', { with: { type: 'json' } }),
};

function isSampleName(name: string): name is SampleName {
  return Object.hasOwn(FILES, name);
}

/**
 * A sample as a table with the columns `text` and `class` ("0" negative, "1" positive).
 * @throws DataError for an unknown name
 */
export async function loadSample(name: string): Promise<Table> {
  if (!isSampleName(name)) {
    throw new DataError(
      'unknown-sample',
      'There is no sample data set of that name.',
      `Choose ${Object.keys(FILES).join(', ')}.`,
    );
  }
  const { default: items } = await FILES[name]();
  const rows: Row[] = [];
  items.forEach(({ text, class: label }, i) => {
    // Each file ends with an empty entry that has no class.
    if (label !== null) rows.push({ line: i + 1, lastLine: i + 1, cells: [text, String(label)] });
  });
  return {
    format: 'json',
    columns: ['text', 'class'],
    rows,
    errors: [],
    lines: items.length,
    skipped: items.length - rows.length,
  };
}
