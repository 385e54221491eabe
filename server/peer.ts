import {
  type GoodbyeReason,
  type ParticipantId,
  type ServerMessage,
  encodeServerMessage,
} from '../src/protocol/index.ts';

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
  receive(frame: Uint8Array): void;
  /** The connection is gone, however it ended. Safe to call twice. */
  disconnected(): void;
}

/** A connection as the federation sees it. */
export class Peer {
  /** Null until its HELLO. */
  participant: ParticipantId | null = null;
  /** The last entry that it has or was sent. */
  position = 0;
  /** It was sent every entry of the log, and gets the next ones as they come. */
  isSynced = false;
  #isOpen = true;
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  send(message: ServerMessage): void {
    this.sendFrame(encodeServerMessage(message));
  }

  sendFrame(frame: Uint8Array<ArrayBuffer>): void {
    if (this.#isOpen) this.#transport.send(frame);
  }

  async drained(): Promise<void> {
    await this.#transport.drained?.();
  }

  /** Says why, and closes. */
  dismiss(reason: GoodbyeReason): void {
    if (!this.#isOpen) return;
    this.send({ type: 'goodbye', reason, within: 0 });
    this.#isOpen = false;
    this.#transport.close(reason);
  }

  /** Nothing is sent any more. */
  end(): void {
    this.#isOpen = false;
  }
}
