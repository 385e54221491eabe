import type { Door, Network, Way, World } from '../../simulator/index.ts';
import type { Identity } from '../../src/identity/index.ts';
import {
  type ClientMessage,
  type Contribution,
  type Epoch,
  type Hash,
  type Hello,
  type Manifest,
  PROTOCOL_VERSION,
  type ServerMessage,
  contributionBytesToSign,
  decodeServerMessage,
  encodeClientMessage,
  helloBytes,
  manifestHash,
  parseEpoch,
  parseFederationId,
  parseSequence,
  scalarCount,
} from '../../src/protocol/index.ts';
import type { Connection } from '../../src/relay/index.ts';
import { identityOf } from './identity.ts';
import type { Said } from './said.ts';

type Send = (what: ClientMessage | Uint8Array<ArrayBuffer>) => void;
/** Answers a message; null when the connection is there. */
type Speak = (send: Send, message: ServerMessage | null) => void | Promise<void>;

/** Frames of others that are kept to be used again. */
const KEPT = 200;

/** Who means no good: connections that lie, that say again what others have said, or that speak no protocol at all. */
export class Hostile {
  readonly #world: World;
  readonly #network: Network<Door>;
  readonly #manifest: Manifest;
  readonly #epoch: Epoch;
  readonly #said: Said;
  readonly #overheard: Uint8Array<ArrayBuffer>[] = [];
  #count = 0;

  constructor(world: World, network: Network<Door>, manifest: Manifest, epoch: Epoch, said: Said) {
    this.#epoch = epoch;
    this.#world = world;
    this.#network = network;
    this.#manifest = manifest;
    this.#said = said;
  }

  /** What clients send is overheard, as on a network without encryption. */
  overhear(frame: Uint8Array, { to, client }: Way): void {
    if (to !== 'relay' || client.startsWith('hostile')) return;
    const { length } = this.#overheard;
    if (length < KEPT) this.#overheard.push(frame.slice());
    else this.#overheard[Math.floor(this.#world.chance() * length)] = frame.slice();
  }

  /** A participant like any other, but for what it says: a state that it does not have, and answers to nothing. */
  lie(): void {
    const world = this.#world;
    const me = identityOf(`liar ${++this.#count}`);
    void this.#connect(async (send, message) => {
      if (message?.type === 'challenge') send(await this.#hello(me, message.nonce));
      if (message?.type === 'welcome') {
        send({ type: 'device', device: { engine: 'unknown', form: 'headless' } });
        send({ type: 'ready', ready: true });
        const odd = [Number.NaN, -1, 3e38];
        for (const loss of odd) {
          send({ type: 'evaluation', sequence: message.sequence, loss, count: 0xffffffff, correct: 0xffffffff });
        }
        const round = world.pick([1, message.sequence, message.sequence + 1, 0xffffffff]);
        send(await this.#contribution(me, round, message.chain));
      }
      if (message?.type === 'open') {
        for (let i = 0; i < 3; i++) send(await this.#contribution(me, message.round, message.chain));
      }
    });
  }

  /** Numbers out of the air, or none that the relay takes. */
  async #contribution(me: Identity, round: number, chain: Hash): Promise<Contribution> {
    const world = this.#world;
    const count = world.chance() < 0.8 ? scalarCount(this.#manifest) : world.draw() % 9;
    const odd = world.pick([0, 0, 0, 0, 0, 0, Number.NaN, Number.POSITIVE_INFINITY, 1e30]);
    const unsigned: Contribution = {
      type: 'contribution',
      round: parseSequence(round),
      chain,
      examples: world.pick([10, 10, 10, 0, 0xffffffff]),
      scalars: Float32Array.from({ length: count }, () => world.between(-1, 1) + odd),
      signature: new Uint8Array(64),
    };
    const bytes = contributionBytesToSign(manifestHash(this.#manifest), this.#epoch, unsigned);
    const contribution = { ...unsigned, signature: await me.sign(bytes) };
    // What is signed badly was never said.
    if (world.chance() < 0.2) contribution.signature[world.draw() % 64]! ^= 1;
    else this.#said.add(me.participant, contribution);
    return contribution;
  }

  /** Bytes that are no frames, or nearly some. */
  garbage(): void {
    const world = this.#world;
    void this.#connect((send, message) => {
      if (message !== null) return;
      for (let i = 0; i < 6; i++) {
        const old = this.#overheard.length > 0 && world.chance() < 0.7 ? world.pick(this.#overheard) : null;
        const frame = old?.slice() ?? Uint8Array.from({ length: world.draw() % 90 }, () => world.draw());
        if (frame.length > 0) frame[world.draw() % frame.length]! ^= 1 << (world.draw() % 8);
        send(frame.slice(0, world.chance() < 0.3 ? world.draw() % (frame.length + 1) : frame.length));
      }
    });
  }

  /** Everything that others have said, once more, from another connection. */
  echo(): void {
    const frames = this.#overheard.slice(-60);
    void this.#connect((send, message) => {
      if (message === null) for (const frame of frames) send(frame);
    });
  }

  async #hello(me: Identity, nonce: Uint8Array): Promise<ClientMessage> {
    const world = this.#world;
    const isNew = world.chance() < 0.5;
    const unsigned: Hello = {
      type: 'hello',
      version: PROTOCOL_VERSION,
      federation: parseFederationId(this.#manifest.id),
      publicKey: me.publicKey,
      epoch: isNew ? null : world.pick([this.#epoch, parseEpoch(world.draw().toString(16).padStart(16, '0'))]),
      sequence: parseSequence(isNew ? 0 : world.draw() % 50),
      fingerprint: '0'.repeat(32),
      invite: '',
      signature: new Uint8Array(64),
    };
    return { ...unsigned, signature: await me.sign(helloBytes(nonce, unsigned)) };
  }

  async #connect(speak: Speak): Promise<void> {
    const world = this.#world;
    let connection: Connection | null = null;
    const send: Send = (what) => {
      connection?.send(what instanceof Uint8Array ? what : encodeClientMessage(what));
    };
    const events = {
      frame: (frame: Uint8Array) => void speak(send, decodeServerMessage(frame)),
      close: () => {
        connection = null;
      },
    };
    const name = `hostile ${++this.#count}`;
    connection = await this.#network.transport(name).connect(events, new AbortController().signal);
    if (!connection) return;
    void speak(send, null);
    world.after(world.between(1000, 20_000), () => connection?.close());
  }
}
