import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { bytesToHex } from '@noble/hashes/utils.js';
import { WebSocket } from 'ws';
import { parseFederationId, parseParticipantId } from '../src/protocol/index.ts';
import { threefry2x32 } from '../src/random/index.ts';
import { WebSocketTransport } from '../src/relay/index.ts';
import { Control, MemoryJournal, type TrainEvent, join, systemClock } from '../src/train/index.ts';
import { localData } from './data.ts';
import { DATA_HELP } from './datasets/index.ts';
import { DirectoryStore } from './file-store.ts';
import { UsageError, readFlags, runCommand, wholeNumber } from './options.ts';
import { VolunteerReport } from './progress.ts';

const FLAGS = {
  relay: { value: 'URL', help: 'origin of the relay (http://localhost:8787)' },
  federation: { value: 'ID', help: 'federation to join (sentiment)' },
  data: { value: 'SOURCE', help: `${DATA_HELP} (sample:amazon)` },
  'label-column': { value: 'NAME', help: "the data's column of labels (the task's, or a guess)" },
  engine: {
    value: 'auto|simd|wasm|cpu',
    help: 'auto measures; simd; wasm: ONNX Runtime; cpu: the slow reference (simd)',
  },
  threads: { value: 'N', help: 'threads of the engine (all but one of the cores)' },
  evaluate: { value: 'SECONDS', help: 'time between two evaluations on the held-out part, at least (20)' },
  seed: { value: 'N', help: 'draw the pseudonym from a seed instead of at random, for repeatable runs' },
};

/** Those that run in Node. */
const ENGINES = ['auto', 'simd', 'wasm', 'cpu'] as const;

await runCommand(async () => {
  const flags = readFlags(
    'npm run volunteer',
    'Joins a federation from a terminal, with the same engine as the page.',
    FLAGS,
  );
  const relay = flags.relay ?? 'http://localhost:8787';
  if (!/^https?:/.test(relay) || !URL.canParse(relay)) {
    throw new UsageError(`--relay must be an address such as http://localhost:8787, not "${relay}".`);
  }
  const engine = ENGINES.find((name) => name === (flags.engine ?? 'simd'));
  if (!engine) throw new UsageError(`--engine must be one of ${ENGINES.join(', ')}, not "${flags.engine}".`);
  const seed = flags.seed === undefined ? null : wholeNumber('seed', flags.seed, 0, 0, 2 ** 31);
  const control = new Control();
  const report = new VolunteerReport();
  const take = process.send ? tellParent : (event: TrainEvent) => report.take(event);
  // A parent that goes takes its volunteers along; a second Ctrl-C does not wait for the step under way.
  process.once('disconnect', () => control.leave());
  process.once('SIGTERM', () => control.leave());
  process.once('SIGINT', () => (process.once('SIGINT', () => process.exit(130)), control.leave()));

  const events = join({
    relay,
    federation: parseFederationId(flags.federation ?? 'sentiment'),
    data: (manifest) => localData(flags.data ?? 'sample:amazon', manifest, flags['label-column']),
    engine: {
      name: engine,
      reason: flags.engine ? '' : 'Not measured: --engine auto would.',
      threads: wholeNumber('threads', flags.threads, Math.max(1, availableParallelism() - 1), 1, 64),
    },
    files: new DirectoryStore(),
    journal: new MemoryJournal(seed === null ? randomParticipant() : seededParticipant(seed)),
    transport: new WebSocketTransport(
      relay,
      (url, protocol) => new WebSocket(url, protocol, { perMessageDeflate: false }),
    ),
    control,
    clock: systemClock,
    random: Math.random,
    evaluateEvery: wholeNumber('evaluate', flags.evaluate, 20, 0, 2 ** 31),
  });
  for await (const event of events) {
    take(event);
    if (event.type === 'problem' && event.problem.fatal) process.exitCode = 1;
  }
  if (process.connected) process.disconnect();
});

/** A parent that is gone already hears nothing more. */
function tellParent(event: TrainEvent): void {
  if (process.connected) process.send?.(event, () => {});
}

function randomParticipant() {
  return parseParticipantId(bytesToHex(randomBytes(16)));
}

function seededParticipant(seed: number) {
  const words = [0, 1].flatMap((i) => threefry2x32([0, seed], i, 0));
  return parseParticipantId(words.map((word) => word.toString(16).padStart(8, '0')).join(''));
}
