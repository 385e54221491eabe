/**
 * Which room may import which, so that a reader can trust the folders: the code that talks to the network cannot
 * reach the code that reads the data (promise 1), and the method knows neither networks nor files.
 *
 * `values` may be imported as they are, `types` only for their types. What is not listed is forbidden.
 *
 * @typedef {{ values: readonly string[], types?: readonly string[] }} Allowance
 * @type {Record<string, Allowance>}
 */
export const rooms = {
  random: { values: [] },
  protocol: { values: [] },
  lattice: { values: ['random'] },
  engine: { values: ['lattice', 'model'] },
  // The signs that adapters begin with; and the template, which a manifest promises and a prompt fills in.
  model: { values: ['random', 'protocol'], types: ['engine'] },
  zo: { values: ['lattice', 'random', 'protocol'] },
  // A model from its base weights and its log, for the relay and the terminal; the page's engine does it by itself.
  replay: { values: ['lattice', 'model', 'protocol', 'zo'] },
  data: { values: ['random'] },
  // What to finetune on, and who gets which example of it in a simulation; of model the tokenizer's type.
  tasks: { values: ['random', 'data', 'protocol'], types: ['model'] },
  // Rivals to compare with; nothing in the page imports it.
  baselines: { values: ['random', 'lattice', 'model', 'protocol', 'zo'], types: ['engine'] },
  // Who a device is: a key, and signatures by it.
  identity: { values: ['protocol'] },
  vault: { values: ['data', 'protocol', 'identity'] },
  relay: { values: ['protocol'] },
  // With replay: a log is applied in the page without an engine, too.
  train: {
    values: ['protocol', 'random', 'lattice', 'engine', 'model', 'zo', 'replay', 'data', 'identity', 'vault', 'relay'],
  },
  // Of engine and model what can be said before anything is loaded: memory, and the bytes of a program.
  // Of identity the organiser's key, which signs commands.
  app: { values: ['protocol', 'data', 'tasks', 'identity', 'vault', 'engine', 'model'], types: ['train'] },
};

/** The relay serves and replays; it never sees a data set, and it is no client of itself. */
export const server = { values: ['protocol', 'random', 'lattice', 'engine', 'model', 'zo', 'replay'] };

/** A terminal's volunteer has no page. */
export const cli = { values: Object.keys(rooms).filter((room) => room !== 'app') };

/** Clients and relay in one process: everything but the page. */
export const simulator = { values: cli.values };

/** Rooms inside server/. */
const serverRooms = [
  ...['access', 'cluster', 'federations', 'hub', 'log', 'models', 'organising', 'reconstruct', 'room', 'snapshots'],
  'sockets',
];

/** Rooms inside cli/. */
const cliRooms = ['datasets', 'organiser'];

/** Folders beside src/, which nothing inside src/ may import. */
const outside = ['server', 'simulator', 'cli', 'experiments', 'charts', 'tests', 'bench', 'loadtest', 'scripts'];

/** A room is entered through its index.ts. */
const doors = {
  group: [...Object.keys(rooms), ...serverRooms, ...cliRooms, 'simulator', 'charts'].flatMap((room) => [
    `**/${room}/**`,
    `!**/${room}/index.ts`,
  ]),
  message: 'A room is imported only through its index.ts.',
};

/** Benches measure parts by themselves: they enter the engine's inner rooms too, through the doors of those. */
const innerDoors = {
  ...doors,
  group: [...doors.group, ...['onnx', 'simd', 'wasm', 'webgpu'].map((room) => `!**/engine/${room}/index.ts`)],
};

/** @param {string} name @param {Allowance} allowance @param {readonly string[]} folders that are forbidden whole */
function patternsFor(name, { values, types = [] }, folders) {
  const forbidden = Object.keys(rooms).filter((room) => room !== name && !values.includes(room));
  // Regular expressions, since in oxlint the exception of one group ("!...index.ts") is one from every group.
  return [
    ...forbidden.map((room) => ({
      regex: `(^|/)${room}/`,
      allowTypeImports: types.includes(room),
      message: types.includes(room) ? `${name} may import only types of ${room}.` : `${name} must not import ${room}.`,
    })),
    ...folders.map((folder) => ({ regex: `(^|/)${folder}/`, message: `${name} must not import ${folder}/.` })),
    doors,
  ];
}

/** @param {string} files @param {readonly object[]} patterns */
function override(files, patterns) {
  return { files: [files], rules: { 'no-restricted-imports': ['error', { patterns }] } };
}

/** What a browser could send with, and what it keeps things in. */
const senders = ['fetch', 'WebSocket', 'XMLHttpRequest', 'EventSource', 'WebTransport', 'RTCPeerConnection'];
const stores = ['indexedDB', 'localStorage', 'sessionStorage', 'caches'];

/** @param {readonly string[]} folders @param {readonly string[]} globals @param {string} message */
function without(folders, globals, message) {
  return {
    files: folders.map((room) => `src/${room}/**`),
    rules: {
      'no-restricted-globals': ['error', ...globals.map((name) => ({ name, message }))],
      'no-restricted-properties': [
        'error',
        ...globals.map((property) => ({ object: 'globalThis', property, message })),
        { object: 'navigator', property: 'sendBeacon', message },
      ],
    },
  };
}

/** The rules for oxlint: where several match a file, the last one stands for all. */
export const boundaries = [
  override('**', [doors]),
  ...Object.entries(rooms).map(([room, allowance]) =>
    override(`src/${room}/**`, patternsFor(room, allowance, outside)),
  ),
  override('server/**', patternsFor('server', server, outside.slice(1))),
  override('simulator/**', patternsFor('simulator', simulator, outside.slice(2))),
  override('cli/**', patternsFor('cli', cli, ['experiments', 'charts', 'tests', 'bench', 'loadtest', 'scripts'])),
  override('experiments/**', patternsFor('experiments', cli, ['server', 'tests', 'bench', 'loadtest', 'scripts'])),
  // Pictures know numbers only.
  override('charts/**', patternsFor('charts', { values: [] }, outside)),
  override('bench/**', [innerDoors]),
  without(
    ['data', 'tasks', 'vault', 'identity', 'model', 'zo'],
    senders,
    'Code that sees private text has no way to send it.',
  ),
  without(['relay', 'protocol'], stores, 'Code that talks to the network has no way to stored data.'),
  // Tests may look across rooms, through the doors.
  override('**/*.test.{ts,tsx}', [doors]),
];
