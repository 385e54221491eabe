import { randomBytes } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import {
  FormatError,
  type GoodbyeReason,
  MAX_CLIENT_FRAME,
  PROTOCOL_VERSION,
  RELAY_PATH,
  SUBPROTOCOL,
  VersionError,
  closeCode,
  decodeClientMessage,
  encodeServerMessage,
} from '../src/protocol/index.ts';
import type { Federation } from './federation.ts';
import type { Connection, Transport } from './peer.ts';

/** What one client may take; every limit ends its connection with a reason. */
export interface Limits {
  /** Connections from one address: a class behind one router, not a crowd. */
  readonly socketsPerAddress: number;
  /** Frames that a client may send at once, and in each second on the average. */
  readonly frameBurst: number;
  readonly framesPerSecond: number;
  /** Bytes that wait to be sent to one client. */
  readonly unsentBytes: number;
  /** Milliseconds: until HELLO, until the relay says something, until a silent client is given up. */
  readonly helloWithin: number;
  readonly heartbeatEvery: number;
  readonly silence: number;
}

export const defaultLimits: Limits = {
  socketsPerAddress: 256,
  frameBurst: 60,
  framesPerSecond: 20,
  unsentBytes: 16 << 20,
  helloWithin: 10_000,
  heartbeatEvery: 15_000,
  silence: 45_000,
};

/** Catching up pauses while more than this waits to be sent. */
const HIGH_WATER = 1 << 20;
const HEARTBEAT = encodeServerMessage({ type: 'heartbeat' });

/** The relay's WebSockets: rules T of PROTOCOL.md. */
export class Sockets {
  readonly #federations: ReadonlyMap<string, Federation>;
  readonly #origins: readonly string[];
  readonly #limits: Limits;
  readonly #server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MAX_CLIENT_FRAME,
    handleProtocols: () => SUBPROTOCOL,
  });
  readonly #perAddress = new Map<string, number>();
  readonly #broken: (error: unknown) => void;

  /**
   * @param origins pages of other hosts that may connect, such as `https://example.org`
   * @param broken told of faults of the relay itself, which end that one connection
   */
  constructor(
    federations: ReadonlyMap<string, Federation>,
    origins: readonly string[],
    limits: Limits,
    broken: (error: unknown) => void,
  ) {
    this.#federations = federations;
    this.#origins = origins;
    this.#limits = limits;
    this.#broken = broken;
  }

  get count(): number {
    return this.#server.clients.size;
  }

  attach(server: Server): void {
    server.on('upgrade', (request, socket, head) => {
      const refusal = this.#refusal(request);
      if (refusal) return refuse(socket, refusal);
      this.#server.handleUpgrade(request, socket, head, (webSocket) => {
        this.#accept(webSocket, request.socket.remoteAddress ?? 'unknown');
      });
    });
  }

  /** Ends connections that did not close by themselves. */
  close(): void {
    for (const socket of this.#server.clients) socket.terminate();
  }

  /** @returns the status with which an upgrade is refused, or null */
  #refusal({ url, headers }: IncomingMessage): string | null {
    if (url?.split('?')[0] !== RELAY_PATH) return '404 Not Found';
    const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
    if (!offered.includes(SUBPROTOCOL)) return '400 Bad Request';
    const { origin } = headers;
    // Programs send none; a page of another host must not use its visitor's address to reach a relay at home.
    const isOurs = origin === undefined || this.#origins.includes(origin) || hostOf(origin) === headers.host;
    return isOurs ? null : '403 Forbidden';
  }

  #accept(socket: WebSocket, address: string): void {
    const limits = this.#limits;
    const transport = new SocketTransport(socket, limits);
    const open = (this.#perAddress.get(address) ?? 0) + 1;
    this.#perAddress.set(address, open);
    let connection: Connection | null = null;
    let frames = limits.frameBurst;
    let counted = Date.now();
    let heard = counted;

    const hello = setTimeout(() => connection ?? dismiss('no-hello'), limits.helloWithin);
    const pulse = setInterval(() => {
      const now = Date.now();
      if (now - heard > limits.silence) return socket.terminate();
      if (now - transport.spokeAt >= limits.heartbeatEvery) transport.send(HEARTBEAT);
      socket.ping();
    }, limits.heartbeatEvery);

    const nonce = new Uint8Array(randomBytes(32));
    transport.send(encodeServerMessage({ type: 'challenge', version: PROTOCOL_VERSION, nonce }));
    const dismiss = (reason: GoodbyeReason): void => {
      transport.send(encodeServerMessage({ type: 'goodbye', reason, within: 0 }));
      transport.close(reason);
    };
    socket.on('message', (data, isBinary) => {
      heard = Date.now();
      frames = Math.min(limits.frameBurst, frames + ((heard - counted) / 1000) * limits.framesPerSecond) - 1;
      counted = heard;
      if (transport.isClosing) return;
      if (frames < 0) return dismiss('too-many');
      // One chunk, since ws is not told to keep fragments apart.
      if (!isBinary || !(data instanceof Buffer)) return dismiss('bad-frame');
      try {
        connection ??= this.#route(data, transport, nonce, dismiss);
        connection?.receive(data);
      } catch (error) {
        this.#broken(error);
        socket.terminate();
      }
    });
    socket.on('pong', () => (heard = Date.now()));
    socket.on('close', () => {
      clearTimeout(hello);
      clearInterval(pulse);
      connection?.disconnected();
      const left = (this.#perAddress.get(address) ?? 1) - 1;
      if (left > 0) this.#perAddress.set(address, left);
      else this.#perAddress.delete(address);
    });
    // ws closes the socket itself, with 1009 for a frame that is too long; `close` follows.
    socket.on('error', () => {});
    if (open > limits.socketsPerAddress) dismiss('too-many');
  }

  /** The federation that a HELLO names; null, and a goodbye, where it names none. */
  #route(
    frame: Buffer,
    transport: Transport,
    nonce: Uint8Array,
    dismiss: (reason: GoodbyeReason) => void,
  ): Connection | null {
    try {
      const message = decodeClientMessage(frame);
      const federation = message.type === 'hello' ? this.#federations.get(message.federation) : undefined;
      if (federation) return federation.connect(transport, nonce);
      dismiss(message.type === 'hello' ? 'unknown-federation' : 'no-hello');
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      dismiss(error instanceof VersionError ? 'version' : 'bad-frame');
    }
    return null;
  }
}

class SocketTransport implements Transport {
  readonly #socket: WebSocket;
  readonly #limits: Limits;
  spokeAt = Date.now();
  isClosing = false;

  constructor(socket: WebSocket, limits: Limits) {
    this.#socket = socket;
    this.#limits = limits;
  }

  send(frame: Uint8Array<ArrayBuffer>): void {
    if (this.isClosing || this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#socket.bufferedAmount > this.#limits.unsentBytes) {
      // Its GOODBYE would wait behind everything else: the close code has to do.
      this.isClosing = true;
      this.#socket.close(closeCode('too-slow'), 'too-slow');
      setTimeout(() => this.#socket.terminate(), 1000).unref();
      return;
    }
    this.spokeAt = Date.now();
    this.#socket.send(frame);
  }

  close(reason: GoodbyeReason): void {
    this.isClosing = true;
    this.#socket.close(closeCode(reason), reason);
  }

  drained(): Promise<void> {
    if (this.#socket.bufferedAmount <= HIGH_WATER) return Promise.resolve();
    // An empty pong's callback comes when everything before it was handed to the system, or with the connection's end.
    return new Promise((resolve) => this.#socket.pong(undefined, undefined, () => resolve()));
  }
}

function hostOf(origin: string): string | null {
  try {
    return new URL(origin).host;
  } catch {
    return null;
  }
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
