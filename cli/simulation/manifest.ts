import { readFile } from 'node:fs/promises';
import { type Manifest, parseManifest } from '../../src/protocol/index.ts';
import { type Task, manifestTask } from '../../src/tasks/index.ts';
import type { OpenedModel } from '../../server/hub/index.ts';
import { UsageError, oneOf, wholeNumber } from '../options.ts';
import { FLAGS, type Given } from './flags.ts';
import { type MethodName, readMethod, readTrainable } from './method.ts';
import { readAggregation } from './robustness.ts';

/** How many clients there are, and how many of them take part in a round. */
export interface Crowd {
  readonly clients: number;
  readonly perRound: number;
}

/** @param isAlone whether the method is one of a single device */
export function readCrowd(given: Given, isAlone: boolean): Crowd {
  const clients = wholeNumber('clients', given.clients, isAlone ? 1 : 10, 1, 10_000);
  if (isAlone && clients > 1) {
    throw new UsageError(
      'mezo trains alone, on all the data: leave --clients out. fedzo with --p 1 is its federated form.',
    );
  }
  return { clients, perRound: wholeNumber('per-round', given['per-round'], Math.min(5, clients), 1, clients) };
}

/** What is fixed for all clients of a round: everybody who is asked is waited for. */
function roundOf({ perRound }: Crowd): Manifest['round'] {
  return { quorum: perRound, maximum: perRound, deadline: 60, grace: 5, snapshotEvery: 50 };
}

/**
 * The federation that the flags speak of.
 * @param layers of the model
 * @param rounds of a run whose steps take `passes` forward passes
 * @throws ManifestError, UsageError
 */
export function manifestOf(
  {
    task,
    model,
    method,
    crowd,
    layers,
  }: { task: Task; model: OpenedModel; method: MethodName; crowd: Crowd; layers: number },
  given: Given,
  rounds: (passes: number) => number,
): Manifest {
  const precision = oneOf('precision', given.precision, ['32', '16']);
  const isFirstOrder = method === 'fedavg' || method === 'fedavg-lora';
  const trainable = isFirstOrder ? null : readTrainable(given.trainable);
  const aggregation = readAggregation(given);
  const { name, licence, location, files } = model;
  return parseManifest({
    version: 1,
    id: given.id ?? task.name,
    title: task.title,
    purpose: task.purpose,
    // A folder has no address of its own: a relay serves it below its models.
    model: { name: name.slice(0, 80), licence, location: location ?? `/models/${name}`, files },
    task: { ...manifestTask(task), maxTokens: wholeNumber('max-tokens', given['max-tokens'], task.maxTokens, 8, 512) },
    ...(trainable && { trainable }),
    ...(precision === '16' && { precision: 16 }),
    method: readMethod(method, given, layers, rounds),
    round: roundOf(crowd),
    weighting: { by: 'examples', cap: 1_000_000 },
    ...(aggregation && { aggregation }),
  });
}

/** Flags that a manifest of its own leaves to say. */
const BESIDE_MANIFEST: readonly (keyof Given)[] = [
  ...([
    'manifest',
    'data',
    'label-column',
    'model',
    'clients',
    'per-round',
    'shots',
    'split-by',
    'alpha',
    'held-out',
    'development',
  ] as const),
  ...(['rounds', 'budget', 'seeds', 'evaluate-every', 'engine', 'threads', 'json', 'checkpoint'] as const),
  ...(['save-manifest', 'log', 'attackers', 'attack'] as const),
];

/** A federation as it was written down. @throws UsageError when a flag contradicts it; ManifestError */
export async function readManifest(file: string, given: Given): Promise<Manifest> {
  const odd = Object.keys(FLAGS).find((flag) => flag in given && !BESIDE_MANIFEST.some((name) => name === flag));
  if (odd)
    throw new UsageError(`--${odd} contradicts --manifest, which says it all: change the file, or leave one out.`);
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) throw new UsageError(`There is no file ${file}.`, 'Give --manifest a file of --save-manifest.');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UsageError(`${file} is not JSON.`);
  }
  return parseManifest(value);
}

/** The same federation with a simulation's rounds. */
export function withCrowd(manifest: Manifest, crowd: Crowd): Manifest {
  const { quorum, maximum } = roundOf(crowd);
  return parseManifest({ ...manifest, round: { ...manifest.round, quorum, maximum } });
}
