import { mkdtemp, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { ModelError } from '../../src/model/index.ts';
import type { ModelDescription, ModelSource } from '../../src/protocol/index.ts';
import { CommandError } from '../access/index.ts';
import {
  DirectoryStore,
  type Hub,
  HubError,
  ModelFilesError,
  type OpenedModel,
  openAddress,
  openRepository,
  parseRepository,
} from '../hub/index.ts';
import { describeModel } from './describe.ts';

/** Bytes of a model's files together, at most, where nothing else is said. */
const MOST_BYTES = 8 * 2 ** 30;

/** Hosts that models were described from, at most: each is in the policy of every answer. */
const MOST_SOURCES = 16;

export interface FetchedModelsSetup {
  readonly hub: Hub;
  /** A folder for what is fetched; it is empty again when the model is described. */
  readonly folder: string;
  readonly mostBytes?: number | undefined;
}

/** Describes models of the hub, or of an address, by fetching them: one at a time, and none that is too large. [O2] */
export class FetchedModels {
  readonly #setup: FetchedModelsSetup;
  #isBusy = false;
  readonly #sources = new Set<string>();
  readonly #stop = new AbortController();

  constructor(setup: FetchedModelsSetup) {
    this.#setup = setup;
  }

  /** @throws CommandError: `busy`, `too-large`, `no-model`, `bad-model` */
  async describe(source: ModelSource): Promise<ModelDescription> {
    if (this.#isBusy) {
      throw new CommandError(409, 'busy', 'Another model is being fetched. Wait for it, and ask again.');
    }
    this.#isBusy = true;
    try {
      await mkdir(this.#setup.folder, { recursive: true });
      const folder = await mkdtemp(path.join(this.#setup.folder, 'model-'));
      try {
        return await this.#describeIn(folder, source);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    } catch (error) {
      throw refusalOf(error);
    } finally {
      this.#isBusy = false;
    }
  }

  /** Where the models came from that were described: a page may look at them before there is a federation. */
  get sources(): readonly string[] {
    return [...this.#sources];
  }

  /** What is being fetched is given up. */
  close(): void {
    this.#stop.abort();
  }

  async #describeIn(folder: string, source: ModelSource): Promise<ModelDescription> {
    const opened = await this.#open(new DirectoryStore(folder), source);
    const { name, licence, location, files } = opened;
    if (location === null) throw new Error('A model that was fetched is somewhere.');
    const places = files.map((file) => ({ name: file.name, path: path.join(folder, file.sha256) }));
    const description = await describeModel({ name, licence, location, files: places });
    if (this.#sources.size < MOST_SOURCES) this.#sources.add(new URL(location).origin);
    return description;
  }

  async #open(store: DirectoryStore, source: ModelSource): Promise<OpenedModel> {
    const { hub, mostBytes = MOST_BYTES } = this.#setup;
    const onProgress = ({ loaded, total }: { readonly loaded: number; readonly total: number }): void => {
      if (Math.max(loaded, total) > mostBytes) throw tooLarge(mostBytes);
    };
    const fetching = { hub, store, onProgress, signal: this.#stop.signal };
    if (source.kind === 'url') return openAddress(new URL(source.url), fetching);
    const repository = parseRepository('model', `${source.id}@${source.revision}`);
    if (repository) return openRepository(repository, fetching);
    throw new CommandError(400, 'bad-command', 'That is no id of the hub, such as OWNER/NAME, or no revision of it.');
  }
}

function tooLarge(most: number): CommandError {
  const gib = (most / 2 ** 30).toFixed(1);
  return new CommandError(
    409,
    'too-large',
    `The model's files are of more than ${gib} GiB, which is as much as is fetched.`,
  );
}

function refusalOf(error: unknown): unknown {
  if (error instanceof HubError || error instanceof ModelFilesError) {
    return new CommandError(409, 'no-model', error.message);
  }
  return error instanceof ModelError ? new CommandError(409, 'bad-model', error.message) : error;
}
