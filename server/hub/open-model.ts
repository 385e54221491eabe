import { stat } from 'node:fs/promises';
import { DirectoryStore } from './file-store.ts';
import { HubError } from './error.ts';
import { openRepository } from './hub-model.ts';
import { openFolder } from './local-model.ts';
import { ModelFilesError, type ModelProgress, type OpenedModel } from './model.ts';
import { type Hub, hubFromEnvironment, parseRepository } from './place.ts';

export interface OpenModelOptions {
  /** Left out: HF_ENDPOINT (https://huggingface.co) and HF_TOKEN. */
  readonly hub?: Hub;
  /** Left out: DANDELION_CACHE, or .cache/dandelion/models in the home directory. */
  readonly store?: DirectoryStore;
  readonly onProgress?: (progress: ModelProgress) => void;
  readonly signal?: AbortSignal;
}

/**
 * Opens a model: a folder with config.json, tokenizer.json, tokenizer_config.json and model.safetensors, or a hub's
 * `OWNER/NAME` or `OWNER/NAME@REVISION`, which is fetched once and kept. A folder goes before a repository of its name.
 *
 * @throws ModelFilesError when it is neither, or lacks a file; HubError when the hub does not give it
 */
export async function openModel(id: string, options: OpenModelOptions = {}): Promise<OpenedModel> {
  const { hub = hubFromEnvironment(), store = new DirectoryStore(), onProgress = () => {}, signal } = options;
  if ((await stat(id).catch(() => null))?.isDirectory()) return openFolder(id, onProgress);
  const repository = parseRepository('model', id);
  if (!repository) {
    throw new ModelFilesError(`There is no folder ${id}. Give a folder with a model, or OWNER/NAME of the hub.`);
  }
  try {
    return await openRepository(repository, { hub, store, onProgress, signal });
  } catch (error) {
    if (!(error instanceof HubError) || (error.status !== 401 && error.status !== 404)) throw error;
    throw new HubError(`There is no folder ${id} here. ${error.message}`, error.status, { cause: error });
  }
}
