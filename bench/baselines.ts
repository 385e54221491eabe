/**
 * Backpropagation beside FedSPZO: what each learns, sends, takes and holds, on the same model, data and batches.
 * `npm run bench -- baselines [--short] [--rounds N] [--seed N] [--json FILE]`
 *
 * dandelion-mini, split after layer 3 of 4; three clients, each with one source of the sample data (amazon, imdb, yelp),
 * all in this process; K = 10 local steps of 8 texts a round; every method trains all weights, or LoRA's factors. FedSPZO
 * runs on the `simd` engine (for the kept results it ran on `wasm`), the baselines on tfjs's WASM backend, one thread each.
 * --short: 2 rounds, and a third of the held-out texts.
 *
 * JSON: { machine, command, rounds, clients, localSteps, batch, heldOut, results: [ {
 *   method, learningRate,
 *   accuracyBefore, accuracyAfter, lossBefore, lossAfter   over the held-out texts of all sources, in [0, 1] and nats
 *   uploadBytes, downloadBytes                             of one client and round, frames around them left out
 *   secondsPerStep                                         mean wall time of a client's local step
 *   forwardsPerStep, backwardsPerStep                      passes of the whole model; a backward pass is about 2 forwards
 *   peakBytes                                              of one client, by the method's own accounting
 * } ] }
 */
import '@tensorflow/tfjs-backend-wasm';
import { openAsBlob } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { localData } from '../cli/data.ts';
import { machine as describeMachine } from '../cli/simulation/index.ts';
import { percent } from '../cli/table.ts';
import { bundledFolder, sentiment } from '../server/federations/index.ts';
import {
  FedAvg,
  type FedAvgSettings,
  FedSpzo,
  type FederatedMethod,
  type LabelledRow,
  useBackend,
} from '../src/baselines/index.ts';
import { type Example, SAMPLES, batches, reveal } from '../src/data/index.ts';
import { createEngine } from '../src/engine/index.ts';
import { LIGHT_MODEL, readCheckpoint, readModelKit } from '../src/model/index.ts';
import { parseManifest, parseParticipantId } from '../src/protocol/index.ts';
import { foldIn } from '../src/random/index.ts';

const { values } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    seed: { type: 'string', default: '1' },
    json: { type: 'string' },
  },
});
const rounds = Number(values.rounds ?? (values.short ? 2 : 10));
const seed = Number(values.seed);

/** The model on which the learning rates were chosen, and all of its weights, as the rivals train. */
const federation = await sentiment({ model: LIGHT_MODEL });
const manifest = parseManifest({
  ...federation,
  trainable: { set: 'all' },
  method: { ...federation.method, learningRate: { from: 1e-4, to: 1e-5, rounds: Math.max(2, rounds) } },
});
const { localSteps, batch } = manifest.method;
const files = new Map<string, Blob>();
for (const { name } of manifest.model.files) {
  files.set(name, await openAsBlob(path.join(bundledFolder(LIGHT_MODEL), name)));
}
const kit = await readModelKit(manifest, files);
const checkpoint = () => readCheckpoint(kit.checkpoint.stream(), kit.architecture, kit.checkpointHash);

const toRows = (examples: readonly Example[]): LabelledRow[] =>
  examples.map(({ texts, label }) => ({ ...kit.prompt.encode(texts.map(reveal)), label }));
const sources = await Promise.all(SAMPLES.map(({ name }) => localData(`sample:${name}`, manifest)));
const clients = sources.map(({ training }, i) => ({
  rows: toRows(training),
  participant: parseParticipantId((i + 1).toString(16).repeat(32)),
  key: foldIn([seed, 0], i),
}));
const heldOut = sources.flatMap((split) => toRows(split.heldOut)).filter((_, i) => !values.short || i % 3 === 0);

/** Learning rates are the best of a short grid each (docs/BASELINES.md). */
const lora = { rank: 8, alpha: 16 };
const settings: readonly Omit<FedAvgSettings, 'key'>[] = [
  { optimizer: 'sgd', learningRate: 5e-4, lora: null },
  { optimizer: 'adam', learningRate: 3e-5, lora: null },
  { optimizer: 'adam', learningRate: 2e-3, lora },
];
const candidates: { learningRate: number; create: () => Promise<FederatedMethod> }[] = [
  {
    learningRate: manifest.method.learningRate.from,
    async create() {
      const engine = await createEngine('simd', kit.architecture, { threads: 1 });
      await engine.load(checkpoint());
      return new FedSpzo(engine, manifest, kit.labels);
    },
  },
  ...settings.map((one) => ({
    learningRate: one.learningRate,
    create: () => FedAvg.create(kit.architecture, checkpoint(), kit.labels, { ...one, key: [seed, 1] }),
  })),
];

async function run({ learningRate, create }: (typeof candidates)[number]) {
  const method = await create();
  const before = await method.evaluate(heldOut);
  let uploadBytes = 0;
  let downloadBytes = 0;
  for (let round = 1; round <= rounds; round++) {
    const uploads = [];
    for (const { rows, participant, key } of clients) {
      const drawn = batches(rows, batch, key, (round - 1) * localSteps);
      const steps = Array.from({ length: localSteps }, () => drawn.next().value);
      uploads.push(await method.client({ participant, round, batches: steps, examples: rows.length }));
    }
    uploadBytes = uploads[0]!.bytes.length;
    downloadBytes = (await method.server(round, uploads)).length;
  }
  const after = await method.evaluate(heldOut);
  const cost = method.cost();
  await method.close();
  return {
    method: method.name,
    learningRate,
    accuracyBefore: before.accuracy,
    accuracyAfter: after.accuracy,
    lossBefore: before.loss,
    lossAfter: after.loss,
    uploadBytes,
    downloadBytes,
    secondsPerStep: cost.secondsPerStep,
    forwardsPerStep: cost.forwards / cost.steps,
    backwardsPerStep: cost.backwards / cost.steps,
    peakBytes: cost.peakBytes,
  };
}

await useBackend('wasm');
const results = [];
for (const candidate of candidates) results.push(await run(candidate));

const machine = describeMachine();
const command = `npm run bench -- baselines ${process.argv.slice(2).join(' ')}`.trim();
console.table(
  results.map((result) => ({
    method: result.method,
    'accuracy before': percent(result.accuracyBefore),
    after: percent(result.accuracyAfter),
    'bytes up': result.uploadBytes,
    'bytes down': result.downloadBytes,
    's/step': Number(result.secondsPerStep.toPrecision(3)),
    'forwards + backwards': `${result.forwardsPerStep.toFixed(1)} + ${result.backwardsPerStep}`,
    'peak MB': Number((result.peakBytes / 1e6).toFixed(1)),
  })),
);
console.log(
  `${rounds} rounds of ${clients.length} clients, ${localSteps} steps of ${batch}; ${heldOut.length} held-out texts`,
);
console.log(
  `${machine.processor}, ${machine.cores} cores, Node ${machine.node}, ${machine.platform}; one thread; ${command}`,
);
if (values.json) {
  await mkdir(path.dirname(values.json), { recursive: true });
  const record = {
    machine,
    command,
    rounds,
    clients: clients.length,
    localSteps,
    batch,
    heldOut: heldOut.length,
    results,
  };
  await writeFile(values.json, `${JSON.stringify(record, null, 2)}\n`);
}
