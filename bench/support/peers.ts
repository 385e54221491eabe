import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, link, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { WEIGHTS_FILE, vocabularyModel, weightsFile, wholeModel } from '../stock/index.ts';
import { type Model, type ModelName, openModel } from '../workload/index.ts';
import { ROOT } from './environment.ts';

/** Where the peers are installed, apart from the project's own packages. */
export const PEERS = path.join(ROOT, 'bench', 'peers');
/** The runtime's files that transformers.js loads by their address. */
const RUNTIME = ['ort-wasm-simd-threaded.asyncify.mjs', 'ort-wasm-simd-threaded.asyncify.wasm'];

/**
 * Installs the packages of `bench/peers` where they are missing; none of them runs code of its own then.
 * @throws Error when npm cannot
 */
export async function installPeers(): Promise<void> {
  if (existsSync(path.join(PEERS, 'node_modules', '.package-lock.json'))) return;
  console.error('Installing what to compare with into bench/peers/node_modules (about 480 MB on disk, once) ...');
  const shell = process.platform === 'win32';
  await promisify(execFile)('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: PEERS, shell });
}

/** Writes the models as transformers.js reads them, and the runtime's files, below `folder`/peers. */
export async function exportForPeers(folder: string, models: ReadonlyMap<ModelName, readonly number[]>): Promise<void> {
  const runtime = path.join(folder, 'peers', 'runtime');
  await mkdir(runtime, { recursive: true });
  for (const file of RUNTIME) {
    await copyFile(path.join(PEERS, 'node_modules', 'onnxruntime-web', 'dist', file), path.join(runtime, file));
  }
  for (const [name, lengths] of models) {
    const model = await openModel(name);
    const weights = await weightsFile(model.architecture, model.checkpoint());
    const file = path.join(folder, 'peers', `${name}.weights`);
    await writeFile(file, weights);
    for (const length of lengths) await exportModel(path.join(folder, 'peers'), model, length, file);
  }
}

async function exportModel(folder: string, { name, architecture, labels }: Model, length: number, weights: string) {
  const { layers, hidden, heads, feedForward, vocabulary, positions, padToken, family } = architecture;
  const config = {
    ...{ model_type: family, vocab_size: vocabulary, hidden_size: hidden, num_hidden_layers: layers },
    ...{ num_attention_heads: heads, intermediate_size: feedForward, max_position_embeddings: positions },
    ...{ pad_token_id: padToken },
  };
  const graphs = {
    [`${name}-vocabulary-${length}`]: {
      graph: vocabularyModel(architecture, length),
      architectures: ['RobertaForMaskedLM'],
    },
    [`${name}-labels-${length}`]: {
      graph: wholeModel(architecture, length, labels),
      architectures: ['RobertaModel'],
    },
  };
  for (const [id, { graph, architectures }] of Object.entries(graphs)) {
    const onnx = path.join(folder, id, 'onnx');
    await mkdir(onnx, { recursive: true });
    await writeFile(path.join(folder, id, 'config.json'), JSON.stringify({ ...config, architectures }));
    await writeFile(path.join(onnx, 'model.onnx'), graph);
    // One file under several names: RoBERTa-base's has half a gigabyte.
    await link(weights, path.join(onnx, WEIGHTS_FILE));
  }
}
