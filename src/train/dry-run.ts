import type { Example } from '../data/index.ts';
import { hexToBytes } from '@noble/hashes/utils.js';
import type { MemoryUse } from '../engine/index.ts';
import { type Manifest, manifestHash, parseParticipantId } from '../protocol/index.ts';
import { middle } from '../zo/index.ts';
import type { Clock } from './clock.ts';
import type { EnginePolicy } from './engines/index.ts';
import type { TrainEvent } from './events.ts';
import type { Problem } from './problem.ts';
import { type FileStore, obtainFiles } from './download/index.ts';
import type { LanguageLearner } from './language-learner.ts';
import { openLearner } from './open-learner.ts';
import { explain } from './problems.ts';
import { Replica } from './replica.ts';
import { trainRound } from './round.ts';

/** Examples that the base model is judged on at most: the interval is 6 points wide then, and a phone is done in time. */
const JUDGED = 256;
/** Local steps that are timed at most, after one that is not: it compiles, and fills caches. */
const STEPS = 8;
/** Seconds of timed steps at most; one is always timed. */
const SECONDS = 20;
/** Examples that are asked about between two reports. */
const PART = 32;
/** Nobody's pseudonym: batches and directions of a dry run are drawn with it. */
const NOBODY = parseParticipantId('0'.repeat(32));

const NOT_FINITE: Problem = {
  code: 'diverging-settings',
  message: 'The loss of the first steps is not a finite number: with these settings the training would diverge.',
  remedy: 'Choose a smaller learning rate or epsilon, and try again.',
  fatal: true,
};

/** The untrained model on the organiser's examples. */
export interface ZeroShot {
  /** Examples that it was asked about, and how many it got right. */
  readonly count: number;
  readonly right: number;
  /** Mean cross entropy, nats. */
  readonly loss: number;
  /** Examples of each class, and how often the model answered each. */
  readonly actual: readonly number[];
  readonly answered: readonly number[];
  /** Examples whose texts were cut to fit. */
  readonly truncated: number;
}

/** What taking part costs this device. */
export interface Pace {
  /** Wall seconds of a local step, the middle one of those timed; and of the bare forward passes in it. */
  readonly stepSeconds: number;
  readonly forwardSeconds: number;
  readonly timed: number;
  /** Forward passes of a step, in those of the whole model. */
  readonly passes: number;
  readonly memory: MemoryUse;
}

/** Everything that a dry run tells, in order: how the model is opened and each step, as of a volunteer, and what follows. */
export type DryRunEvent =
  | TrainEvent
  | { readonly type: 'judging'; readonly done: number; readonly total: number }
  | { readonly type: 'zero-shot'; readonly zeroShot: ZeroShot }
  | { readonly type: 'pace'; readonly pace: Pace }
  /** The last one, whatever came of it. */
  | { readonly type: 'over' };

export interface DryRunSetup {
  /** Origin of the relay, whose paths the model's location may be one of. */
  readonly relay: string;
  readonly manifest: Manifest;
  /** Labels in the order of the task's classes. */
  readonly examples: readonly Example[];
  readonly engine: EnginePolicy;
  readonly files: FileStore;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * What a federation would be to one volunteer, before there is one: the model fetched and checked, engines measured, the
 * base model judged, local steps timed as a round takes them. Nothing is sent, and nothing kept but the model's files.
 * Trouble arrives as `problem`; the generator does not throw. It ends early when the signal comes.
 */
export async function* dryRun(setup: DryRunSetup): AsyncGenerator<DryRunEvent, void> {
  const { examples, files, manifest, relay, signal } = setup;
  let learner: LanguageLearner | null = null;
  try {
    yield { type: 'activity', activity: { name: 'loading' } };
    const obtained = yield* obtainFiles(relay, manifest, files, signal);
    const data = { training: examples, heldOut: [] };
    learner = yield* openLearner({ ...setup, data, seed: hexToBytes(NOBODY) }, obtained.files);
    if (learner) yield* rehearse(learner, setup);
  } catch (error) {
    if (!signal.aborted) yield { type: 'problem', problem: explain(error) };
  } finally {
    await learner?.close().catch(() => {});
  }
  yield { type: 'over' };
}

async function* rehearse(learner: LanguageLearner, setup: DryRunSetup): AsyncGenerator<DryRunEvent, void> {
  const { examples, manifest, signal } = setup;
  const judged = examples.slice(0, JUDGED);
  const chances = yield* judge(learner, judged, signal);
  if (!chances) return;
  const { truncated } = learner.counts;
  yield { type: 'zero-shot', zeroShot: zeroShotOf(chances, judged, manifest.task.labels.length, truncated) };
  yield* time(learner, setup);
}

/** Batch by batch, so that what it has come to is told between them. */
async function* judge(
  learner: LanguageLearner,
  examples: readonly Example[],
  signal: AbortSignal,
): AsyncGenerator<DryRunEvent, (readonly number[])[] | null> {
  yield { type: 'activity', activity: { name: 'evaluating' } };
  const chances: (readonly number[])[] = [];
  for (let done = 0; done < examples.length; done = chances.length) {
    const part = await learner.predict(examples.slice(done, done + PART), signal);
    if (!part) return null;
    chances.push(...part);
    yield { type: 'judging', done: chances.length, total: examples.length };
  }
  return chances;
}

function zeroShotOf(
  chances: readonly (readonly number[])[],
  examples: readonly Example[],
  classes: number,
  truncated: number,
): ZeroShot {
  const actual = Array.from({ length: classes }, () => 0);
  const answered = [...actual];
  let [right, loss] = [0, 0];
  examples.forEach(({ label }, i) => {
    const own = chances[i]!;
    const answer = own.indexOf(Math.max(...own));
    actual[label]!++;
    answered[answer]!++;
    if (answer === label) right++;
    // The smallest positive float32 in place of 0, whose logarithm would be no number.
    loss -= Math.log(Math.max(own[label]!, 2 ** -149));
  });
  const { length: count } = examples;
  return { count, right, loss: loss / count, actual, answered, truncated };
}

/** Local steps as rounds take them, the weights' part included. */
async function* time(
  learner: LanguageLearner,
  { manifest, clock, signal }: DryRunSetup,
): AsyncGenerator<DryRunEvent, void> {
  const replica = await Replica.base(learner, manifest);
  const training = { manifest, identity: { participant: NOBODY }, learner, replica, clock };
  const steps: Extract<TrainEvent, { type: 'step' }>[] = [];
  const began = clock.now();
  // One timed step more than is asked for, since the first is left out.
  const isEnough = (): boolean => steps.length > STEPS || (steps.length > 1 && clock.now() - began > SECONDS);
  const between = async function* (): AsyncGenerator<TrainEvent, boolean> {
    yield* [];
    return Promise.resolve(!signal.aborted && !isEnough());
  };
  for (let number = 1; !isEnough() && !signal.aborted; number++) {
    yield { type: 'activity', activity: { name: 'training', round: number } };
    const round = trainRound(training, { number, chain: manifestHash(manifest) }, between);
    let event = await round.next();
    for (; !event.done; event = await round.next()) {
      if (event.value.type === 'step') steps.push(event.value);
      yield event.value;
    }
    if (event.value === 'not-finite') {
      yield { type: 'problem', problem: NOT_FINITE };
      return;
    }
    await replica.undo();
  }
  if (signal.aborted) return;
  const timed = steps.slice(1);
  const middleOf = (of: (step: (typeof timed)[number]) => number): number => middle(timed.map(of));
  yield {
    type: 'pace',
    pace: {
      stepSeconds: middleOf(({ seconds }) => seconds),
      forwardSeconds: middleOf(({ forwardSeconds }) => forwardSeconds),
      timed: timed.length,
      passes: middleOf(({ passes }) => passes),
      memory: learner.memory(),
    },
  };
}
