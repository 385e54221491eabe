import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Logger } from 'pino';
import { type Manifest, ManifestError, manifestHash, parseEpoch } from '../src/protocol/index.ts';
import { CommandError } from './access/index.ts';
import { Federation } from './federation.ts';
import { checkFederation } from './federations/index.ts';
import { requirePublic } from './hub/index.ts';
import { LogError } from './log/index.ts';
import type { Metrics } from './observe.ts';
import { type Care, Overseer } from './organising/index.ts';
import { ExportError, Reconstruction, type Watcher } from './reconstruct/index.ts';
import { rulesOf } from './room/index.ts';
import type { StaticFiles } from './static.ts';
import type { Storage } from './storage.ts';
import { realSurroundings } from './surroundings.ts';

/** Federations of one relay, at most: each is rebuilt in a thread of its own, with its model in memory. [O1] */
const MOST = 64;
/** Milliseconds between two looks at what other nodes have begun. */
const LOOK_EVERY = 2000;

export interface HostSetup {
  readonly storage: Storage;
  readonly files: StaticFiles;
  /** The relay's directory. */
  readonly data: string;
  readonly metrics: Metrics;
  readonly logger: Logger;
  /** Where models are fetched from besides https addresses, without a slash at its end. */
  readonly hub: string;
  readonly reconstruct: boolean;
  readonly exportEvery: number | undefined;
  /** A federation had to stop. */
  readonly failed: (error: unknown) => void;
}

/** The federations of one relay: those that it was started with, and those that orders begin while it runs. */
export class Host {
  readonly federations = new Map<string, Federation>();
  readonly #setup: HostSetup;
  readonly #reconstructions = new Map<string, Reconstruction>();
  readonly #overseers = new Map<string, Overseer>();
  /** By federation, why its model is not rebuilt any more. */
  readonly #stopped = new Map<string, string>();
  /** By federation, what was asked for and could not be had; '' of the relay as a whole. */
  readonly #faults = new Map<string, string>();
  /** One after another. */
  #opening: Promise<unknown> = Promise.resolve();
  #looking: NodeJS.Timeout | null = null;
  #isClosed = false;

  constructor(setup: HostSetup) {
    this.#setup = setup;
  }

  /** What is not well; null where everything is. */
  get trouble(): string | null {
    const [fault] = this.#faults.values();
    if (fault !== undefined) return fault;
    for (const { trouble } of this.federations.values()) if (trouble !== null) return trouble;
    return null;
  }

  /**
   * Opens those that the relay was started with, and those that orders have begun.
   * @throws ManifestError, LogError for the former; of the latter one that cannot be opened is a fault of the relay
   */
  async start(manifests: readonly Manifest[], check: boolean): Promise<void> {
    // All of them before the first log begins: a manifest that is mended afterwards is another federation.
    for (const manifest of manifests) await this.#check(manifest, manifests, check);
    for (const manifest of manifests) await this.#open(manifest);
    await this.#openKept();
    if (this.#setup.storage.cluster) this.#lookLater();
  }

  /**
   * Begins a federation for good. One that is there already with this very manifest is as good as begun.
   * @throws CommandError
   */
  create(manifest: Manifest, now: number): Promise<Federation> {
    return this.#inTurn(async () => {
      const known = this.federations.get(manifest.id);
      if (known && known.hash !== manifestHash(manifest)) throw existsAlready(manifest.id);
      if (!known) await this.#begin(manifest);
      // Also one that is there: it was opened when the disk failed at this line, or the relay was started with it.
      await this.#setup.storage.logs.keep(manifest.id, now);
      if (!known) this.#setup.logger.info({ federation: manifest.id }, 'federation begun by an order');
      return this.federations.get(manifest.id)!;
    });
  }

  /** What rebuilds a federation's model. @throws ExportError where nothing does */
  rebuilt({ manifest }: Federation): Reconstruction {
    const reconstruction = this.#reconstructions.get(manifest.id);
    if (!reconstruction)
      throw new ExportError('This relay does not rebuild models. Rebuild it from the log: npm run replay.');
    return reconstruction;
  }

  /** What answers organisers. */
  overseer({ manifest }: Federation): Overseer {
    const overseer = this.#overseers.get(manifest.id);
    if (!overseer) throw new Error(`Nobody oversees federation ${manifest.id}.`);
    return overseer;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#looking) clearTimeout(this.#looking);
    await this.#opening.catch(() => {});
    await Promise.all([...this.#reconstructions.values()].map((reconstruction) => reconstruction.close()));
    await Promise.all([...this.federations.values()].map((federation) => federation.close()));
  }

  async #begin(manifest: Manifest): Promise<void> {
    if (this.#isClosed) throw new CommandError(503, 'closing', 'The relay is going down. Try again in a minute.');
    if (this.federations.size >= MOST) {
      throw new CommandError(409, 'too-many', `This relay has ${MOST} federations, which is as many as it takes.`);
    }
    await this.#checkNew(manifest);
    try {
      await this.#open(manifest);
    } catch (error) {
      throw error instanceof LogError ? existsAlready(manifest.id) : error;
    }
  }

  #inTurn<T>(job: () => Promise<T>): Promise<T> {
    const done = this.#opening.then(job, job);
    this.#opening = done;
    return done;
  }

  async #openKept(): Promise<void> {
    const { logger, storage } = this.#setup;
    for (const { id, manifest } of await storage.logs.kept([...this.federations.keys()])) {
      if (this.#isClosed) return;
      try {
        if (!manifest) throw new ManifestError(['this version of the relay cannot read it; start a newer one'], id);
        await this.#open(manifest);
        this.#faults.delete(id);
      } catch (error) {
        // The others go on: it is there again when its model is.
        if (!this.#faults.has(id)) logger.error({ err: error, federation: id }, 'not opened');
        // Anybody may read it, and the reason may name this machine's folders or the database's host.
        this.#faults.set(id, `federation ${id} could not be opened: the relay's log has the reason`);
      }
    }
  }

  /** Other nodes begin federations too. [N9] */
  #lookLater(): void {
    const look = async (): Promise<void> => {
      // A database that is away is what every federation's own trouble says.
      await this.#inTurn(() => this.#openKept()).catch(() => {});
      if (!this.#isClosed) this.#lookLater();
    };
    this.#looking = setTimeout(() => void look(), LOOK_EVERY);
  }

  async #checkNew(manifest: Manifest): Promise<void> {
    let folder: string;
    try {
      folder = this.#modelFolder(manifest);
    } catch (error) {
      if (!(error instanceof ManifestError)) throw error;
      throw new CommandError(409, 'no-model', error.message);
    }
    try {
      rulesOf(manifest);
      const allow = manifest.model.location.startsWith(`${this.#setup.hub}/`) ? undefined : requirePublic;
      await checkFederation(manifest, folder, allow);
    } catch (error) {
      if (!(error instanceof ManifestError)) throw error;
      throw new CommandError(400, 'bad-manifest', new ManifestError(error.faults, manifest.id).message);
    }
  }

  async #check(manifest: Manifest, manifests: readonly Manifest[], check: boolean): Promise<void> {
    try {
      const twin = manifests.some((other) => other !== manifest && other.id === manifest.id);
      if (twin) throw new ManifestError(['id: another manifest has it too']);
      rulesOf(manifest);
      if (check) await checkFederation(manifest, this.#modelFolder(manifest));
    } catch (error) {
      throw error instanceof ManifestError ? new ManifestError(error.faults, manifest.id) : error;
    }
  }

  async #open(manifest: Manifest): Promise<void> {
    // Before its log begins: a model that is not there is no federation.
    if (this.#setup.reconstruct) this.#modelFolder(manifest);
    const log = await this.#setup.storage.logs.open(manifest, () => parseEpoch(randomBytes(8).toString('hex')));
    const logger = this.#setup.logger.child({ federation: manifest.id });
    const observer = this.#setup.metrics.observer(manifest.id, logger, (error) => {
      logger.fatal({ err: error }, 'federation stopped');
      this.#faults.set(manifest.id, `federation ${manifest.id} stopped`);
      this.#setup.failed(error);
    });
    const { cluster } = this.#setup.storage;
    const troubled = (error: unknown): void => logger.warn({ err: error }, 'federation is held up');
    const contradicted = (error: Error): void => this.#reconstructions.get(manifest.id)?.refute(error);
    const federation = await Federation.load({
      ...{ manifest, log, surroundings: realSurroundings, observer },
      access: this.#setup.storage.logs.access,
      ...(cluster && { shared: { cluster, troubled, contradicted } }),
    });
    this.federations.set(manifest.id, federation);
    const care = (): Care => ({
      lag: this.#reconstructions.get(manifest.id)?.lag ?? null,
      stopped: this.#stopped.get(manifest.id) ?? null,
      fault: federation.trouble ?? (this.#stopped.has(manifest.id) ? null : (this.#faults.get(manifest.id) ?? null)),
    });
    this.#overseers.set(manifest.id, new Overseer(federation, this.#setup.storage.logs.access, care));
    try {
      if (this.#setup.reconstruct) await this.#reconstruct(federation, logger);
    } catch (error) {
      // Not half open, as the next try would find it.
      this.federations.delete(manifest.id);
      this.#overseers.delete(manifest.id);
      await federation.close();
      throw error;
    }
    this.#setup.metrics.watch(federation, () => this.#reconstructions.get(manifest.id)?.lag ?? null);
  }

  async #reconstruct(federation: Federation, logger: Logger): Promise<void> {
    const { manifest, epoch } = federation;
    const task = {
      manifest,
      epoch,
      model: this.#modelFolder(manifest),
      snapshots: this.#setup.storage.snapshots,
      exports: path.join(this.#setup.data, 'exports', manifest.id, epoch),
    };
    const watcher: Watcher = {
      warned: (message) => logger.warn(message),
      failed: (error) => {
        logger.error({ err: error }, 'reconstruction stopped: rounds go on without fingerprints');
        this.#faults.set(manifest.id, `the reconstruction of ${manifest.id} stopped`);
        this.#stopped.set(manifest.id, `The relay's copy of the model has stopped: ${messageOf(error)}`);
      },
    };
    const reconstruction = await Reconstruction.start(federation, task, watcher, this.#setup.exportEvery);
    this.#reconstructions.set(manifest.id, reconstruction);
  }

  /** The address of the folder that has the model's files. @throws ManifestError where none of those served has them */
  #modelFolder({ id, model }: Manifest): string {
    const location = model.location.replace(/\/$/, '');
    const isOfHub = location.startsWith(`${this.#setup.hub}/`);
    if (location.startsWith('https:') || isOfHub) return `${location}/`;
    if (!location.startsWith('/')) {
      const wanted = 'must be an https address, or a path on this relay, which begins with /';
      throw new ManifestError([`model.location: ${wanted}; it is ${model.location}`], id);
    }
    const [folder] = model.files.map(({ name }) => {
      const file = this.#setup.files.locate(`${location}/${name}`);
      if (file) return path.dirname(file);
      const remedy = `give --folder DIR, in which the file is DIR${location}/${name}`;
      throw new ManifestError([`model.location: no folder that is served has ${location}/${name}; ${remedy}`], id);
    });
    return pathToFileURL(`${folder}/`).href;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function existsAlready(id: string): CommandError {
  const remedy = 'A changed manifest is another federation: give it another id.';
  return new CommandError(409, 'exists', `This relay has a federation "${id}" with another manifest. ${remedy}`);
}
