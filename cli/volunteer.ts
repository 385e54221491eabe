import { availableParallelism } from 'node:os';
import { WebSocket } from 'ws';
import { WebSocketTransport } from '../src/relay/index.ts';
import { Control, EVERYTHING, MemoryJournal, type TrainEvent, join, systemClock } from '../src/train/index.ts';
import { localData } from './data.ts';
import { DATA_HELP } from './datasets/index.ts';
import { DirectoryStore } from '../server/hub/index.ts';
import { UsageError, readFlags, runCommand, wholeNumber } from './options.ts';
import { VolunteerReport } from './progress.ts';
import { millisecondsUntil } from './until.ts';
import { volunteerIdentity } from './volunteer-identity.ts';
import { destinationOf } from './volunteer-link.ts';

const FLAGS = {
  relay: { value: 'URL', help: 'origin of the relay, or a whole link to join by (http://localhost:8787)' },
  federation: { value: 'ID', help: "federation to join (the link's, or sentiment)" },
  invite: { value: 'TOKEN', help: "token of an invite (the link's)" },
  key: { value: 'FILE', help: 'file with the key of this volunteer, made where there is none (a new key each time)' },
  data: { value: 'SOURCE', help: `${DATA_HELP} (sample:amazon)` },
  'label-column': { value: 'NAME', help: "the data's column of labels (the task's, or a guess)" },
  engine: {
    value: 'auto|simd|wasm|cpu',
    help: 'auto measures; simd; wasm: ONNX Runtime; cpu: the slow reference (simd)',
  },
  threads: { value: 'N', help: 'threads of the engine (all but one of the cores)' },
  intensity: { value: 'PERCENT', help: 'share of the time to compute in: it rests between steps (100)' },
  until: { value: 'HH:MM', help: 'finish the round under way at this time of day, and leave (for ever)' },
  evaluate: { value: 'SECONDS', help: 'time between two evaluations on the held-out part, at least (20)' },
  seed: { value: 'N', help: 'draw the key from a seed instead of at random, for repeatable runs' },
};

/** Those that run in Node. */
const ENGINES = ['auto', 'simd', 'wasm', 'cpu'] as const;

await runCommand(async () => {
  const flags = readFlags(
    'npm run volunteer',
    'Joins a federation from a terminal, with the same engine as the page.',
    FLAGS,
  );
  const destination = destinationOf(flags);
  const engine = ENGINES.find((name) => name === (flags.engine ?? 'simd'));
  if (!engine) throw new UsageError(`--engine must be one of ${ENGINES.join(', ')}, not "${flags.engine}".`);
  const identity = await volunteerIdentity(flags);
  const intensity = wholeNumber('intensity', flags.intensity, 100, 1, 100) / 100;
  const control = new Control({ ...EVERYTHING, intensity });
  if (flags.until) setTimeout(() => control.finish(true), millisecondsUntil(flags.until, Date.now())).unref();
  const report = new VolunteerReport();
  const take = process.send ? tellParent : (event: TrainEvent) => report.take(event);
  // A parent that goes takes its volunteers along; a second Ctrl-C does not wait for the step under way.
  process.once('disconnect', () => control.leave());
  process.once('SIGTERM', () => control.leave());
  process.once('SIGINT', () => (process.once('SIGINT', () => process.exit(130)), control.leave()));

  const events = join({
    ...destination,
    data: (manifest) => localData(flags.data ?? 'sample:amazon', manifest, flags['label-column']),
    engine: {
      name: engine,
      reason: flags.engine ? '' : 'Not measured: --engine auto would.',
      threads: wholeNumber('threads', flags.threads, Math.max(1, availableParallelism() - 1), 1, 64),
    },
    files: new DirectoryStore(),
    journal: new MemoryJournal(identity),
    transport: new WebSocketTransport(
      destination.relay,
      (url, protocol) => new WebSocket(url, protocol, { perMessageDeflate: false }),
    ),
    control,
    clock: systemClock,
    random: Math.random,
    form: 'headless',
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
