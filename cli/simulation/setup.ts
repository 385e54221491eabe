import { cpus } from 'node:os';
import type { Attack, FirstOrder, Stop } from '../../simulator/index.ts';
import { threadsFor } from '../../src/engine/index.ts';
import { type ModelKit, parseConfig, readModelKit } from '../../src/model/index.ts';
import type { Manifest } from '../../src/protocol/index.ts';
import type { LearnerOptions } from '../../src/train/index.ts';
import { type Task, taskOf } from '../../src/tasks/index.ts';
import { DEFAULT_MODEL_FOLDER } from '../../server/federations/index.ts';
import { type OpenedModel, openModel } from '../../server/hub/index.ts';
import { UsageError, oneOf, wholeNumber } from '../options.ts';
import { type StatusLine, bar } from '../progress.ts';
import type { Given } from './flags.ts';
import { type Crowd, manifestOf, readCrowd, readManifest, withCrowd } from './manifest.ts';
import { readFirstOrder, readMethodName } from './method.ts';
import { readAttack } from './robustness.ts';
import { readTask } from './task.ts';

/** Of a run, and of a learning rate's fall where no round is run. */
const ROUNDS = 100;

/** Everything that all runs of a command have in common, but their data. */
export interface Setup {
  /** As `--method` calls it. */
  readonly method: string;
  readonly task: Task;
  readonly manifest: Manifest;
  readonly kit: ModelKit;
  readonly firstOrder: FirstOrder | null;
  readonly crowd: Crowd;
  /** Clients that send other scalars than they measured. */
  readonly attack: Attack | null;
  readonly stop: Stop;
  readonly evaluateEvery: number;
  readonly engine: LearnerOptions;
  readonly seeds: readonly number[];
}

/** @throws UsageError, ManifestError, ModelError, HubError: each says what to do */
export async function readSetup(given: Given, line: StatusLine): Promise<Setup> {
  const stop = readStop(given);
  const seeds = readSeeds(given.seeds);
  const evaluateEvery = wholeNumber('evaluate-every', given['evaluate-every'], 10, 1, 1_000_000);
  const engine = {
    name: oneOf('engine', given.engine, ['simd', 'wasm', 'cpu']),
    threads: wholeNumber('threads', given.threads, threadsFor(cpus().length), 1, 64),
  };
  const what = await (given.manifest === undefined
    ? fromFlags(given, stop, line)
    : fromManifest(given.manifest, given, line));
  if (what.firstOrder && (given['save-manifest'] ?? given.log) !== undefined) {
    throw new UsageError('Backpropagation has no manifest and no log: leave --save-manifest and --log out.');
  }
  const kit = await readModelKit(what.manifest, new Map(what.model.contents));
  const attack = readAttack(given, what.crowd.clients, what.firstOrder !== null);
  return { ...what, attack, kit, stop, seeds, evaluateEvery, engine };
}

async function fromFlags(given: Given, stop: Stop, line: StatusLine) {
  const task = readTask(given);
  const method = readMethodName(given);
  const crowd = readCrowd(given, method === 'mezo');
  const firstOrder = readFirstOrder(method, given);
  const model = await open(given.model, line);
  const { layers } = parseConfig(JSON.parse(await model.contents.get('config.json')!.text()));
  const stepsPerRound = crowd.perRound * wholeNumber('local-steps', given['local-steps'], 10, 1, 1000);
  const rounds = (passes: number): number =>
    'rounds' in stop ? stop.rounds || ROUNDS : Math.ceil(stop.forwards / (passes * stepsPerRound));
  const manifest = manifestOf({ task, model, method, crowd, layers }, given, rounds);
  return { task, method, crowd, firstOrder, model, manifest };
}

async function fromManifest(file: string, given: Given, line: StatusLine) {
  const written = await readManifest(file, given);
  const crowd = readCrowd(given, written.method.name === 'mezo');
  const manifest = withCrowd(written, crowd);
  const model = await open(given.model, line);
  const other = manifest.model.files.find(
    ({ name, sha256 }) => !model.files.some((one) => one.name === name && one.sha256 === sha256),
  );
  if (other) {
    throw new UsageError(
      `${model.name} is not the model of ${file}: ${other.name} differs. Name the right one with --model.`,
    );
  }
  return { task: taskOf(manifest.task), method: manifest.method.name, crowd, firstOrder: null, model, manifest };
}

async function open(id: string | undefined, line: StatusLine): Promise<OpenedModel> {
  const model = await openModel(id ?? DEFAULT_MODEL_FOLDER, {
    onProgress: ({ file, loaded, total }) => line.show(`${bar(loaded, total)} ${file}`),
  });
  line.show('');
  return model;
}

function readStop(given: Given): Stop {
  if (given.budget === undefined) return { rounds: wholeNumber('rounds', given.rounds, ROUNDS, 0, 1_000_000) };
  if (given.rounds !== undefined) throw new UsageError('--rounds and --budget both end a run: give one of them.');
  return { forwards: wholeNumber('budget', given.budget, 1, 1, 1e12) };
}

function readSeeds(text = '13'): number[] {
  const seeds = text.split(',').map((seed) => wholeNumber('seeds', seed.trim(), 13, 0, 2 ** 32 - 1));
  if (new Set(seeds).size < seeds.length) throw new UsageError(`--seeds ${text} names a seed twice.`);
  return seeds;
}
