import { getRequestListener } from '@hono/node-server';
import { type ServerOptions, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { type Logger, pino } from 'pino';
import type { Manifest } from '../src/protocol/index.ts';
import { openOrganiserKey, publicKeyOf } from './access/index.ts';
import { Host } from './host.ts';
import { type Hub, hubFromEnvironment } from './hub/index.ts';
import { FetchedModels, ServedModels } from './models/index.ts';
import { Metrics } from './observe.ts';
import { routes } from './routes.ts';
import { openSnapshots } from './snapshots/index.ts';
import { type Limits, RequestLimits, Sockets, defaultLimits } from './sockets/index.ts';
import { StaticFiles } from './static.ts';
import { type Storage, openStorage } from './storage.ts';

const ROOT = path.join(import.meta.dirname, '..');

/** Header lines of a request. */
const MAX_HEADERS = 64;

/** Of the page and of the models, in order of preference: the built page, then public/. */
export const pageFolders: readonly string[] = [path.join(ROOT, 'dist'), path.join(ROOT, 'public')];

export interface RelayOptions {
  /** At least one; each keeps its id and its contents for as long as the data directory lives. */
  readonly manifests: readonly Manifest[];
  /** Directory of the log and the snapshots; made when missing. */
  readonly data: string;
  /** Address of a PostgreSQL database for the log, which other nodes may share; SQLite in the directory where left out. */
  readonly database?: string;
  /** A folder for the snapshots, or s3://BUCKET/PREFIX; in the directory where left out. */
  readonly snapshots?: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Every interface where left out. */
  readonly host?: string;
  readonly logLevel?: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent';
  /** Folders of the page and of the models, in order of preference: the built page, then public/. */
  readonly folders?: readonly string[];
  /** Origins of other hosts whose pages may connect. */
  readonly origins?: readonly string[];
  /** Trusted proxies in front, each of which says whom it got a request from; none where left out. */
  readonly proxies?: number;
  readonly limits?: Partial<Limits>;
  /**
   * The organiser's public key, 64 hexadecimal digits. Where left out it is that of organiser.key in the data directory;
   * with a database of several nodes' there is none then.
   */
  readonly organiser?: string;
  /** Whether each model's files are read and checked against its manifest before its log begins. */
  readonly check?: boolean;
  /** Whether to rebuild the models: without it there are no fingerprints and no snapshots. */
  readonly reconstruct?: boolean;
  /** Milliseconds between two files of a rebuilt model that are written on request, at least: a minute where left out. */
  readonly exportEvery?: number;
  /** Where models are described from: huggingface.co, or what HF_ENDPOINT says, with HF_TOKEN, where left out. */
  readonly hub?: Hub;
  /** Bytes of a model that is fetched to be described, at most. */
  readonly modelBytes?: number;
  /** Told when a federation had to stop, such as on a full disk; the process had better be started anew. */
  readonly onFailure?: (error: unknown) => void;
}

export interface Relay {
  /** Where it can be reached on this machine. */
  readonly url: string;
  readonly port: number;
  /** Says goodbye to everybody and frees everything. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * Starts a relay, which goes on where the data directory's log ends.
 * @throws LogError when the log belongs to other manifests or another relay has it open; ManifestError;
 *   an Error when a model's file is missing or the port is taken.
 */
export async function startRelay(options: RelayOptions): Promise<Relay> {
  const logger = pino({ level: options.logLevel ?? 'info', base: null });
  const files = new StaticFiles(options.folders ?? pageFolders);
  const data = path.resolve(options.data);
  const { database = null, snapshots = '' } = options;
  const storage = await openStorage({ data, database, snapshots });
  const started = new StartedRelay(options, storage, files, data, logger);
  try {
    await started.start();
  } catch (error) {
    await started.close();
    throw error;
  }
  return started;
}

/** How long a request may take to come: who sends a header a minute would hold its connection for ever. [T10] */
function patience({ headersWithin, requestWithin }: Limits): ServerOptions {
  return {
    headersTimeout: headersWithin,
    requestTimeout: requestWithin,
    keepAliveTimeout: headersWithin,
    connectionsCheckingInterval: headersWithin / 2,
  };
}

class StartedRelay implements Relay {
  readonly #options: RelayOptions;
  readonly #storage: Storage;
  readonly #files: StaticFiles;
  readonly #data: string;
  readonly #logger: Logger;
  readonly #host: Host;
  readonly #served: ServedModels;
  readonly #fetched: FetchedModels;
  readonly #sockets: Sockets;
  readonly #requests: RequestLimits;
  readonly #metrics: Metrics;
  readonly #server;
  #closing: Promise<void> | null = null;

  constructor(options: RelayOptions, storage: Storage, files: StaticFiles, data: string, logger: Logger) {
    this.#options = options;
    this.#storage = storage;
    this.#files = files;
    this.#data = data;
    this.#logger = logger;
    const limits = { ...defaultLimits, ...options.limits };
    const { origins = [], proxies = 0 } = options;
    const broken = (error: unknown): void => logger.error({ err: error }, 'a connection failed');
    this.#metrics = new Metrics(() => this.#sockets.count);
    const hub = options.hub ?? hubFromEnvironment();
    this.#served = new ServedModels(files, logger);
    this.#fetched = new FetchedModels({ hub, folder: path.join(data, 'fetched'), mostBytes: options.modelBytes });
    this.#host = new Host({
      ...{ storage, files, data, logger, metrics: this.#metrics, hub: hub.endpoint },
      reconstruct: options.reconstruct !== false,
      exportEvery: options.exportEvery,
      failed: (error) => options.onFailure?.(error),
    });
    this.#sockets = new Sockets({ federations: this.#host.federations, origins, proxies, limits, broken });
    this.#requests = new RequestLimits(limits, proxies);
    this.#server = createServer(patience(limits));
    this.#server.maxHeadersCount = MAX_HEADERS;
  }

  get port(): number {
    // A server that listens on a port has no pipe's name for an address.
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    const { host } = this.#options;
    const isAny = host === undefined || host === '0.0.0.0' || host === '::';
    return `http://${isAny ? 'localhost' : host.includes(':') ? `[${host}]` : host}:${this.port}`;
  }

  async start(): Promise<void> {
    await this.#host.start(this.#options.manifests, this.#options.check ?? false);
    const organiser = await this.#organiser();
    const app = routes({
      federations: this.#host.federations,
      files: this.#files,
      metrics: this.#metrics,
      limits: this.#requests,
      access: this.#storage.logs.access,
      overseer: (federation) => this.#host.overseer(federation),
      organiser: organiser === null ? null : publicKeyOf(Buffer.from(organiser, 'hex')),
      snapshots: openSnapshots(this.#storage.snapshots),
      models: () => this.#served.list(),
      sources: () => this.#fetched.sources,
      create: (manifest, now) => this.#host.create(manifest, now),
      describe: (source) => this.#fetched.describe(source),
      rebuilt: (federation) => this.#host.rebuilt(federation),
      health: () => this.#host.trouble,
      broken: (error) => this.#logger.error({ err: error }, 'a request failed'),
    });
    this.#server.on('request', getRequestListener(app.fetch));
    this.#sockets.attach(this.#server);
    await this.#listen();
    this.#logger.info({ port: this.port, federations: [...this.#host.federations.keys()] }, 'relay is up');
  }

  close(): Promise<void> {
    this.#closing ??= this.#shutDown();
    return this.#closing;
  }

  /** Who may give commands. Nodes that share a database have one organiser, so none of them makes a key of its own. */
  async #organiser(): Promise<string | null> {
    const { organiser, database } = this.#options;
    if (organiser !== undefined) return organiser;
    if (database === undefined) return (await openOrganiserKey(path.join(this.#data, 'organiser.key'))).publicKey;
    this.#logger.warn('no organiser: commands are refused until --organiser says whose to take');
    return null;
  }

  async #shutDown(): Promise<void> {
    this.#sockets.stop();
    this.#fetched.close();
    await this.#host.close();
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    // A moment for the goodbyes to be answered.
    const timer = setTimeout(() => this.#sockets.close(), 500);
    this.#server.closeIdleConnections();
    const cut = setTimeout(() => this.#server.closeAllConnections(), 1000);
    await closed;
    clearTimeout(timer);
    clearTimeout(cut);
    await this.#storage.close();
    this.#logger.info('relay is down');
  }

  async #listen(): Promise<void> {
    const { port, host } = this.#options;
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', (error) => {
        const isTaken = 'code' in error && error.code === 'EADDRINUSE';
        reject(
          isTaken ? new Error(`Port ${port} is taken. Stop what listens there, or choose another with --port.`) : error,
        );
      });
      this.#server.listen(port, host, resolve);
    });
  }
}
