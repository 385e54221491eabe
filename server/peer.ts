import type { KeyObject } from 'node:crypto';
import {
  type GoodbyeReason,
  type ParticipantId,
  type ServerMessage,
  encodeServerMessage,
} from '../src/protocol/index.ts';
import type { Traffic } from './organising/index.ts';

/** One client's end of a connection: a WebSocket, or a queue in the simulator. */
export interface Transport {
  /** Whole frames, in order. Never throws; on a closed connection it does nothing. */
  send(frame: Uint8Array<ArrayBuffer>): void;
  /** Closes after what was sent. */
  close(reason: GoodbyeReason): void;
  /** Resolves when more may be sent without piling up; also when the connection is gone. Absent: always. */
  drained?(): Promise<void>;
}

/** What a transport tells the federation. */
export interface Connection {
  /** Null until its HELLO was taken. */
  participant(): ParticipantId | null;
  receive(frame: Uint8Array): void;
  /** The connection is gone, however it ended. Safe to call twice. */
  disconnected(): void;
}

/** Frames that a client may send while it is not decided yet whether it may join, and bytes of them. */
const MAX_WAITING = 16;
const MAX_WAITING_BYTES = 1024;

/** A connection as the federation sees it. */
export class Peer {
  /** What its HELLO has to answer. */
  readonly challenge: Uint8Array;
  /** Null until its HELLO was taken. */
  participant: ParticipantId | null = null;
  /** Of the participant: whose signatures its contributions have. */
  key: KeyObject | null = null;
  /** The last entry that it has or was sent. */
  position = 0;
  /** It was sent every entry of the log, and gets the next ones as they come. */
  isSynced = false;
  #isOpen = true;
  /** Frames that came while its HELLO was looked into; null where that is not so. */
  #waiting: Uint8Array[] | null = null;
  readonly #transport: Transport;
  /** Of this connection. */
  readonly traffic: Traffic = { up: 0, down: 0 };
  /** Of all connections of its federation. */
  readonly #all: Traffic;

  constructor(transport: Transport, challenge: Uint8Array, all: Traffic) {
    this.#transport = transport;
    this.#all = all;
    this.challenge = challenge;
  }

  /** From now on its frames wait. */
  hold(): void {
    this.#waiting = [];
  }

  /** Frames wait no longer. @returns those that came meanwhile */
  release(): Uint8Array[] {
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    return waiting;
  }

  get isHeld(): boolean {
    return this.#waiting !== null;
  }

  /** @returns false where too many wait already */
  wait(frame: Uint8Array): boolean {
    if (!this.#waiting || this.#waiting.length >= MAX_WAITING) return false;
    const bytes = this.#waiting.reduce((sum, { length }) => sum + length, frame.length);
    if (bytes > MAX_WAITING_BYTES) return false;
    // A copy: a view of one byte would keep all that was read along with it.
    this.#waiting.push(new Uint8Array(frame));
    return true;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  send(message: ServerMessage): void {
    this.sendFrame(encodeServerMessage(message));
  }

  sendFrame(frame: Uint8Array<ArrayBuffer>): void {
    if (!this.#isOpen) return;
    this.traffic.down += frame.length;
    this.#all.down += frame.length;
    this.#transport.send(frame);
  }

  /** A frame of it has come. */
  count(frame: Uint8Array): void {
    this.traffic.up += frame.length;
    this.#all.up += frame.length;
  }

  async drained(): Promise<void> {
    await this.#transport.drained?.();
  }

  /** Says why, and closes. @param within milliseconds over which clients spread their return; 0: their usual backoff */
  dismiss(reason: GoodbyeReason, within = 0): void {
    if (!this.#isOpen) return;
    this.send({ type: 'goodbye', reason, within });
    this.end();
    this.#transport.close(reason);
  }

  /** Nothing is sent any more. */
  end(): void {
    this.#isOpen = false;
    this.#waiting = null;
  }
}
