import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Manifest, parseManifest } from '../../src/protocol/index.ts';
import { parseConfig } from '../../src/model/index.ts';
import { collect, randomCheckpoint } from '../contract/random-checkpoint.ts';
import { testManifest } from './manifest.ts';

/** A config.json of a RoBERTa with a few thousand weights. */
export const tinyConfig = {
  model_type: 'roberta',
  vocab_size: 61,
  hidden_size: 12,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  intermediate_size: 20,
  hidden_act: 'gelu',
  max_position_embeddings: 23,
  type_vocab_size: 1,
  layer_norm_eps: 1e-5,
  pad_token_id: 1,
};

export const tinyArchitecture = parseConfig(tinyConfig);

/** Writes a tiny random model below `folder`. @returns a manifest that names its files by their hashes */
export async function tinyFederation(
  folder: string,
  round: Partial<Manifest['round']> = {},
  changes: Partial<Pick<Manifest, 'id' | 'precision' | 'trainable' | 'method'>> = {},
): Promise<Manifest> {
  const location = '/models/tiny';
  const target = path.join(folder, location);
  await mkdir(target, { recursive: true });
  const contents: [string, Uint8Array][] = [
    ['config.json', Buffer.from(JSON.stringify(tinyConfig))],
    ['model.safetensors', await collect(randomCheckpoint(tinyArchitecture, 7))],
  ];
  const files = [];
  for (const [name, bytes] of contents) {
    await writeFile(path.join(target, name), bytes);
    files.push({ name, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') });
  }
  const model = { name: 'tiny', licence: 'Apache-2.0', location, files };
  return parseManifest({ ...testManifest({}, { snapshotEvery: 2, ...round }), id: 'tiny', model, ...changes });
}
