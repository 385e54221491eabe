import { readFile, stat } from 'node:fs/promises';
import { ModelError, checkpointTensors, parseConfig } from '../../src/model/index.ts';
import type { Manifest, ModelDescription } from '../../src/protocol/index.ts';
import { describeFile } from '../federations/index.ts';

/** A model's files on this machine, and what a manifest will call them. */
export interface ModelPlace extends Omit<Manifest['model'], 'files'> {
  readonly files: readonly { readonly name: string; readonly path: string }[];
}

/** Bytes of config.json at most: it is read whole, and has some hundreds. */
const CONFIG_BYTES = 1 << 20;

/**
 * Reads a model: what it is, and the hashes of its files.
 * @throws ModelError where it is none that can be trained here
 */
export async function describeModel({ files, ...model }: ModelPlace): Promise<ModelDescription> {
  const config = files.find(({ name }) => name === 'config.json');
  if (!config) throw new ModelError('A model without config.json cannot be told from any other.');
  if ((await stat(config.path)).size > CONFIG_BYTES) {
    throw new ModelError(`config.json is of more than ${CONFIG_BYTES} bytes: it is no model's.`);
  }
  const architecture = parseConfig(parsed(await readFile(config.path, 'utf8')));
  const { family, layers, hidden, vocabulary, positions } = architecture;
  const described: Manifest['model']['files'] = [];
  for (const { name, path } of files) described.push(await describeFile(path, name));
  return {
    model: { ...model, files: described },
    architecture: family,
    ...{ layers, hidden, vocabulary },
    // RoBERTa leaves the first ones out.
    positions: positions - architecture.firstPosition,
    parameters: checkpointTensors(architecture).reduce((sum, { size }) => sum + size, 0),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ModelError('config.json is not JSON.');
  }
}
