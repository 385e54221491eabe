import { WebSocket } from 'ws';
import {
  type ClientMessage,
  type Contribution,
  type Hash,
  type Hello,
  PROTOCOL_VERSION,
  type ParticipantId,
  type Sequence,
  type ServerMessage,
  RELAY_PATH,
  SUBPROTOCOL,
  decodeServerMessage,
  encodeClientMessage,
  parseFederationId,
  parseHash,
  parseSequence,
} from '../../src/protocol/index.ts';
import { type Person, person } from './person.ts';

const known = new Map<ParticipantId, Person>();

/** The participant whose private key is one hexadecimal digit, repeated; a client can be it. a comes before b. */
export function someone(digit: string): ParticipantId {
  const one = person(digit);
  known.set(one.participant, one);
  return one.participant;
}

/** A client that speaks the protocol over a real socket, word by word. What it says waits for the hello before it. */
export class SocketClient {
  readonly participant: ParticipantId;
  readonly received: ServerMessage[] = [];
  readonly socket: WebSocket;
  /** The close code, once it is closed. */
  readonly closed: Promise<number>;
  readonly #waiting: (() => void)[] = [];
  readonly #url: string;
  readonly #person: Person;
  /** Of the federation that it said hello to. */
  #manifest: Hash = parseHash('0'.repeat(64));
  /** Everything said so far has gone out. */
  #said: Promise<void> = Promise.resolve();

  constructor(url: string, participant: ParticipantId, headers: Record<string, string> = {}) {
    const one = known.get(participant);
    if (!one) throw new Error(`Nobody knows the key of ${participant}: take one from someone(digit).`);
    this.participant = participant;
    this.#person = one;
    this.#url = url;
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
    return this.#later(() => message);
  }

  #later(message: () => ClientMessage | Promise<ClientMessage>): this {
    this.#said = this.#said.then(async () => {
      const frame = encodeClientMessage(await message());
      if (this.socket.readyState === WebSocket.OPEN) this.socket.send(frame);
    });
    // A connection that ended before its challenge is the test's to notice.
    this.#said.catch(() => {});
    return this;
  }

  hello(federation: string, change: Partial<Hello> = {}): this {
    return this.#later(async () => {
      const { nonce } = await this.nth('challenge');
      this.#manifest = await manifestHashOf(this.#url, federation);
      const hello: Omit<Hello, 'signature'> = {
        type: 'hello',
        version: PROTOCOL_VERSION,
        federation: parseFederationId(federation),
        publicKey: this.#person.publicKey,
        epoch: null,
        sequence: parseSequence(0),
        fingerprint: '0'.repeat(32),
        invite: '',
        ...change,
      };
      return { ...this.#person.hello(nonce, hello), ...change };
    });
  }

  ready(): this {
    return this.say({ type: 'ready', ready: true });
  }

  /** An answer to the newest OPEN: four scalars that depend on the participant and the round. */
  contribution(change: Partial<Omit<Contribution, 'signature'>> = {}): Contribution {
    const open = this.all('open').at(-1);
    const welcome = this.all('welcome')[0];
    if (!open || !welcome) throw new Error('No round was opened for this client.');
    const { round, chain } = open;
    const first = Number.parseInt(this.participant.slice(0, 4), 16) / 65_536;
    const scalars = Float32Array.of(first, round, -1, 0.5);
    const said = { type: 'contribution', round, chain, examples: 10, scalars, ...change } as const;
    return this.#person.contribution(this.#manifest, welcome.epoch, said);
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

/** The hash of a federation's manifest, which its contributions are signed for; zeros where the relay has no such one. */
async function manifestHashOf(url: string, federation: string): Promise<Hash> {
  const response = await fetch(`${url}/federations/${federation}`);
  const state: unknown = await response.json().catch(() => null);
  const hash = typeof state === 'object' && state && 'manifestHash' in state ? String(state.manifestHash) : '';
  return parseHash(hash || '0'.repeat(64));
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
