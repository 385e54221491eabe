/**
 * Where is the gradient? Its squared length in the two blocks of every split, on the base model: what FedSPZO's extra
 * directions of block 2 can help with, beside what block 1 costs.
 * `npm run bench -- gradient [--data SOURCE] [--task NAME] [--model DIR|ID] [--rows N] [--json FILE]`
 *
 * By backpropagation (tfjs), over N training examples as one batch; `calibrated` once more after the decoder's biases
 * of the label words were moved to where the loss is least, since a base model that leans to one label has most of its
 * gradient in that. The model is dandelion-mini where --model names no other; a folder that `npm run replay -- --out`
 * wrote asks a finetuned model.
 *
 * JSON: { machine, command, model, task, rows, tokens   of the longest row, which shares are computed for
 *   points: [ { name              base, calibrated
 *     loss                        nats
 *     norm                        length of the gradient
 *     groups: [ { name, share, parameters } ]    embeddings, each layer, head; shares of the squared length
 *     splits: [ { split, forwardShare            block 1's part of a forward pass
 *                 gradientShare                  block 2's part of the gradient's squared length
 *                 parameters } ]                 of block 2
 *   } ] }
 */
import '@tensorflow/tfjs-backend-wasm';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openDataset } from '../cli/datasets/index.ts';
import { openModel } from '../server/hub/index.ts';
import { machine } from '../cli/simulation/index.ts';
import { alignedTable, percent } from '../cli/table.ts';
import { type LabelledRow, gradientNorms, loadParameters, useBackend } from '../src/baselines/index.ts';
import { reveal } from '../src/data/index.ts';
import { calibrated, lossOf } from './gradient/index.ts';
import { LIGHT_MODEL, firstTensorOf, readCheckpoint, readModelKit, shareBefore } from '../src/model/index.ts';
import { parseManifest } from '../src/protocol/index.ts';
import { findTask, manifestTask } from '../src/tasks/index.ts';
import { bundledFolder, sentiment } from '../server/federations/index.ts';

/** The model of the kept result. */
const MODEL_FOLDER = bundledFolder(LIGHT_MODEL);
const { values } = parseArgs({
  options: {
    data: { type: 'string', default: 'sample:all' },
    task: { type: 'string', default: 'sentiment' },
    model: { type: 'string', default: MODEL_FOLDER },
    rows: { type: 'string', default: '256' },
    json: { type: 'string' },
  },
});
const task = findTask(values.task);
const model = await openModel(values.model);
const { name, licence, files } = model;
const federation = await sentiment();
const manifest = parseManifest({
  ...federation,
  model: { name, licence, location: '/models/local', files },
  // The model may have fewer layers than the federation's split; all splits are looked at, whatever stands here.
  method: { ...federation.method, split: 0 },
  task: manifestTask(task),
});
const kit = await readModelKit(manifest, model.contents);
const { architecture, labels } = kit;
const { training } = await openDataset(values.data, task);
const step = Math.max(1, Math.floor(training.length / Number(values.rows)));
const rows: LabelledRow[] = training
  .filter((_, i) => i % step === 0)
  .slice(0, Number(values.rows))
  .map(({ texts, label }) => ({ ...kit.prompt.encode(texts.map(reveal)), label }));
const tokens = Math.max(...rows.map(({ ids }) => ids.length));

await useBackend('wasm');
const checkpoint = readCheckpoint(kit.checkpoint.stream(), architecture, kit.checkpointHash);
const weights = await loadParameters(checkpoint, architecture, true);

function look(point: string) {
  const norms = gradientNorms(architecture, weights, labels, rows);
  const total = sumOf(norms);
  const part = (from: number, to: number) => ({
    share: sumOf(norms.slice(from, to)) / total,
    parameters: sumOf(architecture.tensors.slice(from, to).map(({ size }) => size)),
  });
  const { layers, tensors } = architecture;
  const groups = [
    { name: 'embeddings', ...part(0, firstTensorOf(0)) },
    ...Array.from({ length: layers }, (_, i) => ({
      name: `layer ${i + 1}`,
      ...part(firstTensorOf(i), firstTensorOf(i + 1)),
    })),
    { name: 'head', ...part(firstTensorOf(layers), tensors.length) },
  ];
  const splits = Array.from({ length: layers + 1 }, (_, split) => {
    const { share, parameters } = part(firstTensorOf(split), tensors.length);
    return { split, forwardShare: shareBefore(split, architecture, tokens), gradientShare: share, parameters };
  });
  const loss = lossOf(architecture, weights, labels, rows);
  return { name: point, loss, norm: Math.sqrt(total), groups, splits };
}

const base = look('base');
calibrated(architecture, weights, labels, rows);
const points = [base, look('calibrated')];
for (const weight of weights) weight.dispose();

for (const { name: point, loss, norm, groups, splits } of points) {
  console.log(`\n${point}: loss ${loss.toFixed(3)}, gradient of length ${norm.toFixed(2)}\n`);
  const head = ['part', 'parameters', 'of the squared gradient'];
  console.log(alignedTable([head, ...groups.map((one) => [one.name, String(one.parameters), percent(one.share)])]));
  const splitHead = ['split after layer', 'block 1 of a pass', 'block 2 of the squared gradient'];
  const lines = splits.map((one) => [String(one.split), percent(one.forwardShare), percent(one.gradientShare)]);
  console.log(`\n${alignedTable([splitHead, ...lines])}`);
}
if (values.json) {
  const command = `npm run bench -- gradient ${process.argv.slice(2).join(' ')}`.trim();
  await mkdir(path.dirname(values.json), { recursive: true });
  const record = { machine: machine(), command, model: name, task: task.name, rows: rows.length, tokens, points };
  await writeFile(values.json, `${JSON.stringify(record, null, 2)}\n`);
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, value) => sum + value, 0);
}
