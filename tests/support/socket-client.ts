import { WebSocket } from 'ws';
import {
  type ClientMessage,
  type Contribution,
  type ParticipantId,
  type Sequence,
  type ServerMessage,
  RELAY_PATH,
  SUBPROTOCOL,
  decodeServerMessage,
  encodeClientMessage,
  parseFederationId,
  parseParticipantId,
  parseSequence,
  unsignedKey,
} from '../../src/protocol/index.ts';

/** A participant id made of one hexadecimal digit. */
export function someone(digit: string): ParticipantId {
  return parseParticipantId(digit.repeat(32));
}

/** A client that speaks the protocol over a real socket, word by word. */
export class SocketClient {
  readonly participant: ParticipantId;
  readonly received: ServerMessage[] = [];
  readonly socket: WebSocket;
  /** The close code, once it is closed. */
  readonly closed: Promise<number>;
  readonly #waiting: (() => void)[] = [];

  constructor(url: string, participant: ParticipantId, headers: Record<string, string> = {}) {
    this.participant = participant;
    this.socket = new WebSocket(url.replace('http', 'ws') + RELAY_PATH, SUBPROTOCOL, { headers });
    this.socket.binaryType = 'nodebuffer';
    this.socket.on('error', () => {});
    this.socket.on('message', (data: Buffer) => {
      this.received.push(decodeServerMessage(data));
      this.#wake();
    });
    this.closed = new Promise((resolve) => {
      this.socket.on('close', (code) => {
        resolve(code);
        this.#wake();
      });
    });
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }

  /** Settles when the socket is open. @throws when it was refused, with the status in the message */
  async opened(): Promise<this> {
    if (this.socket.readyState === WebSocket.OPEN) return this;
    await new Promise<void>((resolve, reject) => {
      this.socket.once('open', resolve);
      this.socket.once('error', reject);
    });
    return this;
  }

  say(message: ClientMessage): this {
    this.socket.send(encodeClientMessage(message));
    return this;
  }

  hello(federation: string, change: Partial<ClientMessage & { type: 'hello' }> = {}): this {
    return this.say({
      type: 'hello',
      version: 1,
      federation: parseFederationId(federation),
      publicKey: unsignedKey(this.participant),
      epoch: null,
      sequence: parseSequence(0),
      fingerprint: '0'.repeat(32),
      invite: '',
      signature: new Uint8Array(64),
      ...change,
    });
  }

  ready(): this {
    return this.say({ type: 'ready', ready: true });
  }

  /** An answer to the newest OPEN: four scalars that depend on the participant and the round. */
  contribution(): Contribution {
    const open = this.all('open').at(-1);
    if (!open) throw new Error('No round was opened for this client.');
    const first = Number.parseInt(this.participant.slice(0, 4), 16) / 65_536;
    const scalars = Float32Array.of(first, open.round, -1, 0.5);
    return {
      type: 'contribution',
      round: open.round,
      chain: open.chain,
      examples: 10,
      scalars,
      signature: new Uint8Array(64),
    };
  }

  all<T extends ServerMessage['type']>(type: T): (ServerMessage & { type: T })[] {
    return this.received.filter((message): message is ServerMessage & { type: T } => message.type === type);
  }

  /** The `count`-th message of a type, now or later. @throws when the connection ends without it */
  async nth<T extends ServerMessage['type']>(type: T, count = 1): Promise<ServerMessage & { type: T }> {
    for (;;) {
      const found = this.all(type)[count - 1];
      if (found) return found;
      if (this.socket.readyState === WebSocket.CLOSED) throw new Error(`The connection ended before a ${type}.`);
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** The fingerprint of a state, now or later. */
  async fingerprintOf(sequence: number): Promise<string> {
    for (let count = 1; ; count++) {
      const message = await this.nth('fingerprint', count);
      if (message.sequence === sequence) return message.fingerprint;
    }
  }

  close(): void {
    this.socket.close();
  }
}

/** Lets clients contribute to every round until entry `last` has come to all of them. */
export async function trainUntil(last: number, clients: readonly SocketClient[]): Promise<void> {
  for (;;) {
    const [first] = clients;
    const reached = first!.all('open').at(-1)?.round ?? (0 as Sequence);
    const target = Math.max(reached, 1);
    await Promise.all(clients.map((client) => opened(client, target)));
    if (target > last) return;
    for (const client of clients) client.say(client.contribution());
    await Promise.all(clients.map((client) => opened(client, target + 1)));
  }
}

async function opened(client: SocketClient, round: number): Promise<void> {
  for (let count = 1; ; count++) if ((await client.nth('open', count)).round >= round) return;
}
