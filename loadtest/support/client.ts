import { WebSocket } from 'ws';
import {
  type Epoch,
  type GoodbyeReason,
  type Hash,
  RELAY_PATH,
  SUBPROTOCOL,
  type Sequence,
  decodeServerMessage,
  goodbyeReason,
  parseSequence,
} from '../../src/protocol/index.ts';
import type { Identity } from './identity.ts';
import type { Speech } from './speech.ts';
import { steadyNow } from './clock.ts';

/** First bytes of the frames that come by the thousand: PROTOCOL.md, F. */
const ENTRY = 0x82;
const PRESENCE = 0x86;
const FINGERPRINT = 0x87;

/** What a client asks of, and tells, the crowd that it belongs to. */
export interface Company {
  readonly speech: Speech;
  /** Whether clients say READY with their HELLO. */
  readonly isReady: boolean;
  /** The fingerprint that the relay has published of a state not after `sequence`: the newest such. */
  stateBefore(sequence: number): { sequence: number; fingerprint: string };
  /** Milliseconds to think before an answer to a round; null: this one is not answered. */
  think(): number | null;
  welcomed(client: LightClient, epoch: string): void;
  opened(client: LightClient, round: number, at: number, remaining: number): void;
  sent(client: LightClient, round: number, at: number): void;
  acked(client: LightClient, round: number): void;
  refused(client: LightClient, round: number, reason: string): void;
  /** @returns the entry's number, or throws where it is none that can follow */
  entry(client: LightClient, bytes: Uint8Array, at: number): number;
  fingerprint(frame: Uint8Array): void;
  presence(frame: Uint8Array): void;
  synced(client: LightClient): void;
  fault(words: string): void;
  closed(
    client: LightClient,
    was: { readonly connected: boolean; readonly synced: boolean },
    reason: GoodbyeReason | null,
    within: number,
  ): void;
}

/** A volunteer with next to no state: its identity, the last entry that it has, and one timer. */
export class LightClient {
  readonly identity: Identity;
  readonly index: number;
  readonly #company: Company;
  /** The last entry that it has. */
  position = 0;
  /** Once it had all entries that WELCOME named. */
  isSynced = false;
  /** Attempts to connect since the last connection. */
  attempts = 0;
  #target = 0;
  #epoch: Epoch | null = null;
  #saidHello = false;
  #isWelcome = false;
  /** Milliseconds over which the relay wished clients to come back. */
  #within = 0;
  #socket: WebSocket | null = null;
  /** The last entry that came on this connection. */
  #received = 0;
  #thinking: NodeJS.Timeout | null = null;

  constructor(index: number, identity: Identity, company: Company) {
    this.index = index;
    this.identity = identity;
    this.#company = company;
  }

  get isConnected(): boolean {
    return this.#socket !== null;
  }

  /** @param from the local address, where the machine has more than one on loopback */
  connect(url: string, from: string | null): void {
    const socket = new WebSocket(url.replace('http', 'ws') + RELAY_PATH, SUBPROTOCOL, {
      perMessageDeflate: false,
      ...(from === null ? {} : { localAddress: from }),
    });
    this.#socket = socket;
    this.attempts++;
    this.isSynced = false;
    this.#within = 0;
    let reason: GoodbyeReason | null = null;
    socket.on('error', () => {});
    socket.on('message', (data: Buffer) => {
      if (this.#socket !== socket) return;
      const goodbye = this.#take(data, socket);
      if (goodbye) reason = goodbye;
    });
    socket.on('close', (code) => {
      if (this.#socket !== socket) return;
      const was = { connected: this.#isWelcome, synced: this.isSynced };
      this.#end();
      this.#company.closed(this, was, reason ?? goodbyeReason(code), this.#within);
    });
  }

  /** Leaves without a word, as a tab that is closed. Nothing more is told of this connection. */
  leave(): void {
    const socket = this.#socket;
    this.#end();
    socket?.terminate();
  }

  /** Says READY, once it has said HELLO. */
  makeReady(): void {
    if (!this.#saidHello || !this.#company.isReady) return;
    this.#socket?.send(this.#company.speech.ready());
  }

  #end(): void {
    this.#socket = null;
    this.#saidHello = false;
    this.#isWelcome = false;
    this.isSynced = false;
    if (this.#thinking) clearTimeout(this.#thinking);
    this.#thinking = null;
  }

  #hello(socket: WebSocket, nonce: Uint8Array): void {
    const known = this.#company.stateBefore(this.position);
    this.#received = known.sequence;
    const epoch = known.sequence === 0 ? null : this.#epoch;
    socket.send(
      this.#company.speech.hello(this.identity, nonce, { ...known, sequence: parseSequence(known.sequence), epoch }),
    );
    this.#saidHello = true;
    this.makeReady();
  }

  #take(frame: Buffer, socket: WebSocket): GoodbyeReason | null {
    const at = steadyNow();
    if (frame[0] === ENTRY) this.#entry(frame.subarray(1), at);
    else if (frame[0] === PRESENCE) this.#company.presence(frame);
    else if (frame[0] === FINGERPRINT) this.#company.fingerprint(frame);
    else return this.#other(frame, socket, at);
    return null;
  }

  #other(frame: Buffer, socket: WebSocket, at: number): GoodbyeReason | null {
    const message = decodeServerMessage(frame);
    switch (message.type) {
      case 'challenge':
        this.#hello(socket, message.nonce);
        break;
      case 'welcome':
        this.attempts = 0;
        this.#epoch = message.epoch;
        this.#target = message.sequence;
        this.#isWelcome = true;
        this.#company.welcomed(this, message.epoch);
        this.#checkSynced();
        break;
      case 'open':
        this.#company.opened(this, message.round, at, message.remaining);
        this.#answer(socket, message.round, message.chain);
        break;
      case 'ack':
        this.#company.acked(this, message.round);
        break;
      case 'refused':
        this.#company.refused(this, message.round, message.reason);
        break;
      case 'goodbye':
        this.#within = message.within;
        return message.reason;
      default:
        break;
    }
    return null;
  }

  #answer(socket: WebSocket, round: Sequence, chain: Hash): void {
    const wait = this.#company.think();
    const epoch = this.#epoch;
    if (this.#thinking) clearTimeout(this.#thinking);
    this.#thinking = null;
    if (wait === null || epoch === null) return;
    this.#thinking = setTimeout(() => {
      const frame = this.#company.speech.contribution(this.identity, epoch, round, chain);
      const at = steadyNow();
      socket.send(frame);
      this.#company.sent(this, round, at);
    }, wait);
  }

  #entry(bytes: Uint8Array, at: number): void {
    const sequence = this.#company.entry(this, bytes, at);
    if (sequence !== this.#received + 1) {
      this.#company.fault(`client ${this.index} was sent entry ${sequence} after entry ${this.#received}`);
    }
    this.#received = sequence;
    this.position = Math.max(this.position, sequence);
    this.#checkSynced();
  }

  #checkSynced(): void {
    if (this.isSynced || this.#received < this.#target) return;
    this.isSynced = true;
    this.#company.synced(this);
  }
}
