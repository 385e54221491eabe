import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { ModelError } from '../../src/model/index.ts';
import type { ModelDescription, ModelSource } from '../../src/protocol/index.ts';
import { CommandError } from '../access/index.ts';
import {
  AddressError,
  DirectoryStore,
  type Hub,
  HubError,
  ModelFilesError,
  type OpenedModel,
  openAddress,
  openRepository,
  parseRepository,
  requirePublic,
} from '../hub/index.ts';
import { describeModel } from './describe.ts';

/** Bytes of a model's files together, at most, where nothing else is said. */
const MOST_BYTES = 8 * 2 ** 30;

/** Milliseconds that fetching one may take: a server that trickles does not keep others waiting for ever. */
const LONGEST = 2 * 3_600_000;

/** Hosts that models were described from, at most: each is in the policy of every answer. */
const MOST_SOURCES = 16;

export interface FetchedModelsSetup {
  readonly hub: Hub;
  /** A folder for what is fetched; it is empty again when the model is described. */
  readonly folder: string;
  readonly mostBytes?: number | undefined;
  /** Milliseconds that fetching may take. */
  readonly longest?: number | undefined;
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

  /** @throws CommandError: `busy`, `too-large`, `too-slow`, `no-model`, `bad-model` */
  async describe(source: ModelSource): Promise<ModelDescription> {
    if (this.#isBusy) {
      throw new CommandError(409, 'busy', 'Another model is being fetched. Wait for it, and ask again.');
    }
    this.#isBusy = true;
    try {
      await mkdir(this.#setup.folder, { recursive: true });
      await this.#clear();
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

  /** What a relay that was killed has left; not what another node is fetching into the same folder. */
  async #clear(): Promise<void> {
    const { folder } = this.#setup;
    for (const name of await readdir(folder)) {
      const left = path.join(folder, name);
      const { mtimeMs } = await stat(left).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
      if (Date.now() - mtimeMs > 2 * LONGEST) await rm(left, { recursive: true, force: true });
    }
  }

  async #describeIn(folder: string, source: ModelSource): Promise<ModelDescription> {
    const late = AbortSignal.timeout(this.#setup.longest ?? LONGEST);
    const store = new DirectoryStore(folder);
    const opened = await this.#open(store, source, AbortSignal.any([this.#stop.signal, late])).catch(
      (error: unknown) => {
        if (!late.aborted) throw error;
        throw new CommandError(409, 'too-slow', 'The model took longer to come than the relay waits. Try again later.');
      },
    );
    const { name, licence, location, files } = opened;
    if (location === null) throw new Error('A model that was fetched is somewhere.');
    const places = files.map((file) => ({ name: file.name, path: path.join(folder, file.sha256) }));
    const description = await describeModel({ name, licence, location, files: places });
    if (this.#sources.size < MOST_SOURCES) this.#sources.add(new URL(location).origin);
    return description;
  }

  async #open(store: DirectoryStore, source: ModelSource, signal: AbortSignal): Promise<OpenedModel> {
    const { hub, mostBytes = MOST_BYTES } = this.#setup;
    // The federations' log may lie on the same disk, and stops where that is full.
    const room = ((await store.chunks.room()) ?? Number.POSITIVE_INFINITY) / 2;
    const most = Math.min(mostBytes, room);
    const onProgress = ({ loaded, total }: { readonly loaded: number; readonly total: number }): void => {
      if (loaded > most || total > most) throw tooLarge(most);
    };
    const fetching = { hub, store, onProgress, signal };
    if (source.kind === 'url') return openAddress(new URL(source.url), { ...fetching, allow: requirePublic });
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
    `The model's files are of more than ${gib} GiB, which is as much as this relay fetches.`,
  );
}

function refusalOf(error: unknown): unknown {
  if (error instanceof HubError || error instanceof ModelFilesError || error instanceof AddressError) {
    return new CommandError(409, 'no-model', error.message);
  }
  return error instanceof ModelError ? new CommandError(409, 'bad-model', error.message) : error;
}
