import type { BaseWeights } from '../engine/index.ts';
import type { Architecture } from './architecture.ts';
import { blobBytes, openBaseWeights } from './base-weights.ts';
import { parseConfig } from './config.ts';
import { ModelError } from './errors.ts';
import { Prompt } from './prompt.ts';
import { Tokenizer } from './tokenizer.ts';
import { withTrainable } from './trainable.ts';
import { type Manifest, splitOf, trainableOf } from '../protocol/index.ts';

/** A federation's model files, read and checked against each other: everything about the model but its weights. */
export interface ModelKit {
  readonly architecture: Architecture;
  readonly prompt: Prompt;
  /** Token ids of the label words. */
  readonly labels: Uint32Array;
  readonly checkpoint: Blob;
  readonly checkpointHash: string;
  /** The base weights where they are stored. */
  openBase(): Promise<BaseWeights>;
}

const CHECKPOINT = 'model.safetensors';

/**
 * @param files by name, as the manifest lists them
 * @throws ModelError naming the file or the setting that does not fit
 */
export async function readModelKit(manifest: Manifest, files: ReadonlyMap<string, Blob>): Promise<ModelKit> {
  const { model, task } = manifest;
  const json = async (name: string): Promise<unknown> => {
    const text = await find(files, name).text();
    try {
      return JSON.parse(text);
    } catch {
      throw new ModelError(`${name} is not JSON.`);
    }
  };
  const architecture = withTrainable(parseConfig(await json('config.json')), trainableOf(manifest));
  const split = splitOf(manifest);
  if (split > architecture.layers) {
    throw new ModelError(`The manifest splits after layer ${split}; the model has ${architecture.layers}.`);
  }
  const longest = architecture.positions - architecture.firstPosition;
  if (task.maxTokens > longest) {
    throw new ModelError(`The manifest allows rows of ${task.maxTokens} tokens; the model reads ${longest} at most.`);
  }
  const tokenizer = new Tokenizer(await json('tokenizer.json'), await json('tokenizer_config.json'));
  const checkpoint = find(files, CHECKPOINT);
  return {
    architecture,
    prompt: new Prompt(tokenizer, task.template, task.maxTokens),
    labels: tokenizer.labelIds(task.labels.map(({ word }) => word)),
    checkpoint,
    checkpointHash: model.files.find(({ name }) => name === CHECKPOINT)!.sha256,
    openBase: () => openBaseWeights(blobBytes(checkpoint), architecture),
  };
}

function find(files: ReadonlyMap<string, Blob>, name: string): Blob {
  const file = files.get(name);
  if (!file) throw new ModelError(`The federation's model has no ${name}.`);
  return file;
}
