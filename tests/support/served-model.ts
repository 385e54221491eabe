import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { type ModelKit, parseConfig, readModelKit } from '../../src/model/index.ts';
import { type Manifest, parseManifest } from '../../src/protocol/index.ts';
import { collect, randomCheckpoint } from '../contract/random-checkpoint.ts';
import { testManifest } from './manifest.ts';

const MODEL = '/models/dandelion-mini';
const SIDES = { hidden_size: 16, num_hidden_layers: 2, num_attention_heads: 2, intermediate_size: 24 };

/** A random model with few weights and the default model's tokenizer, for tests in a browser. */
export async function tinyModel(): Promise<{ manifest: Manifest; kit: ModelKit }> {
  const text = async (name: string) => (await fetch(`${MODEL}/${name}`)).text();
  const config: unknown = { ...(JSON.parse(await text('config.json')) as object), ...SIDES };
  const architecture = parseConfig(config);
  const weights = await collect(randomCheckpoint(architecture, 7));
  const contents: [string, Blob][] = [
    ['config.json', new Blob([JSON.stringify(config)])],
    ['tokenizer.json', new Blob([await text('tokenizer.json')])],
    ['tokenizer_config.json', new Blob([await text('tokenizer_config.json')])],
    ['model.safetensors', new Blob([weights])],
  ];
  const base = testManifest({ split: 1 }, { quorum: 1, deadline: 600, grace: 1 });
  const files = [{ name: 'model.safetensors', bytes: weights.length, sha256: bytesToHex(sha256(weights)) }];
  const manifest = parseManifest({ ...base, model: { ...base.model, files } });
  return { manifest, kit: await readModelKit(manifest, new Map(contents)) };
}
