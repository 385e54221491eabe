import { WebSocket } from 'ws';
import { type GoodbyeReason, closeCode, encodeServerMessage } from '../../src/protocol/index.ts';
import type { Connection, Transport } from '../peer.ts';
import type { Backlog, Receiver } from './backlog.ts';
import type { Limits } from './limits.ts';

/** Catching up pauses while more than this waits to be sent to a client; and to one while much waits for everybody. */
const HIGH_WATER = 1 << 20;
const LOW_WATER = 1 << 14;
/** Milliseconds for a client that is let go to take its close frame. */
const CLOSE_WITHIN = 1000;
const HEARTBEAT = encodeServerMessage({ type: 'heartbeat' });

/** One WebSocket of a client. There are thousands: it holds no timers and few closures. */
export class SocketClient implements Transport, Receiver {
  readonly address: string;
  /** What its HELLO has to answer. */
  readonly nonce: Uint8Array;
  /** Null until its HELLO named a federation. */
  connection: Connection | null = null;
  isClosing = false;
  /** Milliseconds since 1970. */
  readonly since: number;
  heard: number;
  #spoke: number;
  #pinged: number;
  readonly #socket: WebSocket;
  readonly #limits: Limits;
  readonly #backlog: Backlog;

  constructor(socket: WebSocket, address: string, nonce: Uint8Array, limits: Limits, backlog: Backlog, now: number) {
    this.#socket = socket;
    this.address = address;
    this.nonce = nonce;
    this.#limits = limits;
    this.#backlog = backlog;
    this.since = now;
    this.heard = now;
    this.#spoke = now;
    this.#pinged = now;
  }

  get unsent(): number {
    return this.#socket.bufferedAmount;
  }

  send(frame: Uint8Array<ArrayBuffer>): void {
    if (this.isClosing || this.#socket.readyState !== WebSocket.OPEN) return;
    if (this.#socket.bufferedAmount > this.#limits.unsentBytes) return this.letGo();
    this.#spoke = Date.now();
    this.#socket.send(frame);
    if (this.#socket.bufferedAmount > 0) this.#backlog.sent(this, frame.length);
  }

  close(reason: GoodbyeReason): void {
    this.isClosing = true;
    this.#socket.close(closeCode(reason), reason);
  }

  /** Says why, and closes. */
  dismiss(reason: GoodbyeReason): void {
    this.send(encodeServerMessage({ type: 'goodbye', reason, within: 0 }));
    this.close(reason);
  }

  /** Closes on one that is too slow: its GOODBYE would wait behind everything else, so the close code has to do. */
  letGo(): void {
    if (this.isClosing) return;
    this.isClosing = true;
    this.#socket.close(closeCode('too-slow'), 'too-slow');
    setTimeout(() => this.#socket.terminate(), CLOSE_WITHIN).unref();
  }

  drained(): Promise<void> {
    const water = this.#backlog.isHigh ? LOW_WATER : HIGH_WATER;
    if (this.#socket.bufferedAmount <= water) return Promise.resolve();
    // An empty pong's callback comes when everything before it was handed to the system, or with the connection's end.
    return new Promise((resolve) => this.#socket.pong(undefined, undefined, () => resolve()));
  }

  /** Looked after now and then: says something to a quiet client, gives a dead one up. [T7] */
  pulse(now: number): void {
    const { helloWithin, heartbeatEvery, silence } = this.#limits;
    if (!this.connection && !this.isClosing && now - this.since >= helloWithin) return this.dismiss('no-hello');
    if (now - this.heard > silence) return this.terminate();
    if (now - this.#spoke >= heartbeatEvery) this.send(HEARTBEAT);
    if (now - Math.max(this.heard, this.#pinged) < heartbeatEvery) return;
    this.#pinged = now;
    this.#socket.ping();
  }

  terminate(): void {
    this.#socket.terminate();
  }
}
