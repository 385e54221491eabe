import { randomBytes } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import {
  FormatError,
  MAX_CLIENT_FRAME,
  PROTOCOL_VERSION,
  SUBPROTOCOL,
  VersionError,
  decodeClientMessage,
  encodeServerMessage,
  isContributionFrame,
} from '../../src/protocol/index.ts';
import type { Federation } from '../federation.ts';
import { limitKey } from './address.ts';
import { Backlog } from './backlog.ts';
import { Buckets } from './bucket.ts';
import { SocketClient } from './client.ts';
import type { Limits } from './limits.ts';
import { type Refusal, chooseProtocol, refusalOf, refuse } from './upgrade.ts';

/** Milliseconds between two rounds over all clients, at most. */
const PULSE_EVERY = 1000;
/** Those that forget who is here no more. */
const SWEEP_EVERY = 60_000;

export interface SocketsSetup {
  readonly federations: ReadonlyMap<string, Pick<Federation, 'connect'>>;
  /** Pages of other hosts that may connect, such as `https://example.org`. */
  readonly origins: readonly string[];
  /** Trusted proxies that stand in front. */
  readonly proxies: number;
  readonly limits: Limits;
  /** Told of faults of the relay itself, which end that one connection. */
  readonly broken: (error: unknown) => void;
}

/** The relay's WebSockets: rules T of PROTOCOL.md. */
export class Sockets {
  readonly #setup: SocketsSetup;
  readonly #limits: Limits;
  readonly #server = new WebSocketServer({
    ...{ noServer: true, clientTracking: false, perMessageDeflate: false },
    maxPayload: MAX_CLIENT_FRAME,
    // Text is refused whatever it says.
    skipUTF8Validation: true,
    handleProtocols: chooseProtocol,
  });
  readonly #clients = new Set<SocketClient>();
  readonly #perAddress = new Map<string, number>();
  #silent = 0;
  readonly #backlog: Backlog;
  readonly #arrivals: Buckets;
  readonly #newcomers: Buckets;
  readonly #frames: Buckets;
  readonly #contributions: Buckets;
  readonly #pulse: NodeJS.Timeout;
  #swept = Date.now();
  #isClosing = false;

  constructor(setup: SocketsSetup) {
    this.#setup = setup;
    const { limits } = setup;
    this.#limits = limits;
    this.#backlog = new Backlog(limits.unsentTotal);
    this.#arrivals = new Buckets(limits.connectionsPerSecond, limits.connectionsPerSecond);
    this.#newcomers = new Buckets(limits.connectionsPerMinute, limits.connectionsPerMinute / 60);
    this.#frames = new Buckets(limits.frameBurst, limits.framesPerSecond);
    this.#contributions = new Buckets(limits.contributionBurst, limits.contributionsPerSecond);
    // One timer for everybody: two for each of 5,000 clients would be most of what there is to keep of them.
    const shortest = Math.min(limits.helloWithin, limits.heartbeatEvery, limits.silence);
    this.#pulse = setInterval(() => this.#lookAfter(Date.now()), Math.min(PULSE_EVERY, Math.ceil(shortest / 4)));
    this.#pulse.unref();
  }

  get count(): number {
    return this.#clients.size;
  }

  attach(server: Server): void {
    server.on('upgrade', (request, socket, head) => {
      const address = this.#addressOf(request);
      const refusal = refusalOf(request, this.#setup.origins) ?? this.#crowded(address);
      if (refusal) return refuse(socket, refusal);
      this.#server.handleUpgrade(request, socket, head, (webSocket) => this.#accept(webSocket, address));
    });
  }

  /** Takes nobody new. */
  stop(): void {
    this.#isClosing = true;
  }

  /** Ends connections that did not close by themselves. */
  close(): void {
    this.stop();
    clearInterval(this.#pulse);
    for (const client of this.#clients) client.terminate();
  }

  #addressOf({ socket, headers }: IncomingMessage): string {
    const forwarded = headers['x-forwarded-for'];
    const said = Array.isArray(forwarded) ? forwarded.join(',') : forwarded;
    return limitKey({ remoteAddress: socket.remoteAddress, forwarded: said }, this.#setup.proxies);
  }

  /** Whether there is no room now. After a restart everybody comes at once, and is served as fast as the machine can. */
  #crowded(address: string): Refusal | null {
    const { clients, silentSockets } = this.#limits;
    const now = Date.now();
    if (this.#isClosing || this.#clients.size >= clients) return { status: '503 Service Unavailable', retryAfter: 30 };
    if (!this.#newcomers.take(address, now)) return { status: '429 Too Many Requests', retryAfter: 10 };
    if (this.#silent >= silentSockets || !this.#arrivals.take('', now)) {
      return { status: '503 Service Unavailable', retryAfter: 1 + Math.floor(Math.random() * 10) };
    }
    return null;
  }

  #accept(socket: WebSocket, address: string): void {
    const now = Date.now();
    const nonce = new Uint8Array(randomBytes(32));
    const client = new SocketClient(socket, address, nonce, this.#limits, this.#backlog, now);
    this.#clients.add(client);
    this.#silent++;
    const open = (this.#perAddress.get(address) ?? 0) + 1;
    this.#perAddress.set(address, open);
    socket.on('message', (data, isBinary) => this.#take(client, data, isBinary));
    socket.on('pong', () => (client.heard = Date.now()));
    socket.on('close', () => this.#leave(client));
    // ws closes the socket itself, with 1009 for a frame that is too long; `close` follows.
    socket.on('error', () => {});
    if (socket.protocol !== SUBPROTOCOL) return client.dismiss('version');
    if (open > this.#limits.socketsPerAddress) return client.dismiss('too-many');
    client.send(encodeServerMessage({ type: 'challenge', version: PROTOCOL_VERSION, nonce }));
  }

  #leave(client: SocketClient): void {
    this.#clients.delete(client);
    this.#backlog.forget(client);
    if (!client.connection) this.#silent--;
    client.connection?.disconnected();
    const left = (this.#perAddress.get(client.address) ?? 1) - 1;
    if (left > 0) this.#perAddress.set(client.address, left);
    else this.#perAddress.delete(client.address);
  }

  #take(client: SocketClient, data: unknown, isBinary: boolean): void {
    const now = Date.now();
    client.heard = now;
    if (client.isClosing) return;
    // One chunk, since ws is not told to keep fragments apart.
    if (!isBinary || !(data instanceof Buffer)) return client.dismiss('bad-frame');
    try {
      if (!client.connection && !this.#route(client, data)) return;
      const who = client.connection?.participant();
      // Who has not said who it is sends its HELLO, and nothing else, so its frames need no counting.
      const isMany =
        who && !(this.#frames.take(who, now) && (!isContributionFrame(data) || this.#contributions.take(who, now)));
      if (isMany) return client.dismiss('too-many');
      client.connection?.receive(data);
    } catch (error) {
      this.#setup.broken(error);
      client.terminate();
    }
  }

  /** Finds the federation that a HELLO names. @returns false, after a goodbye, where it names none */
  #route(client: SocketClient, frame: Buffer): boolean {
    try {
      const message = decodeClientMessage(frame);
      const federation = message.type === 'hello' ? this.#setup.federations.get(message.federation) : undefined;
      if (federation) {
        client.connection = federation.connect(client, client.nonce);
        this.#silent--;
        return true;
      }
      client.dismiss(message.type === 'hello' ? 'unknown-federation' : 'no-hello');
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      client.dismiss(error instanceof VersionError ? 'version' : 'bad-frame');
    }
    return false;
  }

  #lookAfter(now: number): void {
    for (const client of this.#clients) client.pulse(now);
    this.#backlog.look();
    if (now - this.#swept < SWEEP_EVERY) return;
    this.#swept = now;
    for (const buckets of [this.#arrivals, this.#newcomers, this.#frames, this.#contributions]) buckets.sweep(now);
  }
}
