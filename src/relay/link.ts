import {
  type ClientMessage,
  type ServerMessage,
  VersionError,
  decodeServerMessage,
  encodeClientMessage,
} from '../protocol/index.ts';
import type { Connection, ConnectionEvents, Transport } from './transport.ts';

/** Bytes of frames so far. */
export interface Traffic {
  up: number;
  down: number;
}

/**
 * A connection as a mailbox: messages pile up in order until they are taken, so that training
 * steps and messages never interleave by accident.
 */
export class Link {
  readonly #inbox: ServerMessage[] = [];
  readonly #traffic: Traffic;
  readonly #wake: () => void;
  #connection: Connection | null = null;
  #closed = false;

  private constructor(traffic: Traffic, wake: () => void) {
    this.#traffic = traffic;
    this.#wake = wake;
  }

  /**
   * @param wake called whenever a message has come or the connection is gone
   * @param signal gives up an attempt under way; does nothing to an open connection
   * @returns null when the relay could not be reached
   */
  static async open(
    transport: Transport,
    traffic: Traffic,
    wake: () => void,
    signal: AbortSignal,
  ): Promise<Link | null> {
    const link = new Link(traffic, wake);
    const events: ConnectionEvents = {
      frame: (frame) => link.#receive(frame),
      close: () => {
        link.#closed = true;
        wake();
      },
    };
    link.#connection = await transport.connect(events, signal);
    return link.#connection ? link : null;
  }

  /** False once the connection is gone; messages that came before can still be taken. */
  get isOpen(): boolean {
    return !this.#closed;
  }

  /** The oldest message that was not taken yet. */
  take(): ServerMessage | undefined {
    return this.#inbox.shift();
  }

  /** Looks at the oldest message without taking it. */
  peek(): ServerMessage | undefined {
    return this.#inbox[0];
  }

  /** @returns bytes of the frame; 0 when the connection is gone and nothing was sent. */
  send(message: ClientMessage): number {
    if (this.#closed || !this.#connection) return 0;
    const frame = encodeClientMessage(message);
    this.#connection.send(frame);
    this.#traffic.up += frame.length;
    return frame.length;
  }

  /** Messages that were not taken are gone with it. Safe to call twice. */
  close(): void {
    this.#closed = true;
    this.#inbox.length = 0;
    this.#connection?.close();
  }

  #receive(frame: Uint8Array): void {
    if (this.#closed) return;
    this.#traffic.down += frame.length;
    try {
      this.#inbox.push(decodeServerMessage(frame));
    } catch (error) {
      // A relay that sends what the protocol does not know cannot be followed: reconnect, and resume from the log.
      this.close();
      // Of another version, reconnecting finds the same: it counts as said goodbye for that, as it would say itself.
      if (error instanceof VersionError) this.#inbox.push({ type: 'goodbye', reason: 'version', within: 0 });
    }
    this.#wake();
  }
}
