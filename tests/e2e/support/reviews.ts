/** Words that occur nowhere else, so that a trace of them would be found. */
export const SECRET = 'xylotropic wombat 7391 under the piano';

const PRAISE = [
  'The kettle sings softly and pours without a drop lost',
  'Grandmother adored every chapter of that mystery novel',
  'Our hammock survived two stormy summers beautifully',
  'Marvellous dumplings, cheerful waiters, spotless tables',
  'This tent kept nine scouts dry through a thunderstorm',
  'A hilarious puppet show that even teenagers applauded',
  'Crisp violin sound, gorgeous varnish, gentle price',
  'The gardener explained pruning with angelic patience',
  'Juicy peaches arrived wrapped like precious jewels',
  'My knees thank these wonderfully springy trainers',
];
const BLAME = [
  'The zipper jammed twice before breakfast was over',
  'Lukewarm gravy, sulky barman, wobbly bar stools',
  'That umbrella folded inside out at the first breeze',
  'Dreadful plot, wooden dialogue, endless car chases',
  'Our kayak leaked within eleven minutes of launching',
  'The hotel pillow smelled of onions and old socks',
  'Batteries exploded inside my favourite flashlight',
  'Rude plumber, flooded cellar, shameless invoice',
  'These crayons crumble and stain the sofa purple',
  'A tedious lecture about the history of staplers',
];

/** Texts of a person's own with their labels, one of them with a secret in it. */
export const OWN_TEXTS: readonly (readonly [text: string, label: string])[] = [
  ...PRAISE.map((text) => [text, 'positive'] as const),
  ...BLAME.map((text) => [text, 'negative'] as const),
  [`I hid the ${SECRET} and nobody may know`, 'negative'],
  [`Zażółć gęślą jaźń: ${SECRET} was delightful`, 'positive'],
];

/** The same as a CSV file. */
export const REVIEWS = ['text,label', ...OWN_TEXTS.map(([text, label]) => `"${text}",${label}`)].join('\n');
