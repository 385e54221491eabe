import {
  type ClientMessage,
  type Epoch,
  FormatError,
  type Hash,
  type Manifest,
  PROTOCOL_VERSION,
  type ParticipantId,
  type Sequence,
  VersionError,
  decodeClientMessage,
  encodeServerMessage,
  manifestHash,
  parseSequence,
  participantOf,
} from '../src/protocol/index.ts';
import { type Head, type Log, LogError, type LogState, type Write } from './log/index.ts';
import type { Observer } from './observer.ts';
import { type Connection, Peer, type Transport } from './peer.ts';
import { Presence } from './presence.ts';
import { type Effect, type Room, type RoomEvent, type Rules, restore, rulesOf, step, wakeTime } from './room/index.ts';
import type { Surroundings } from './surroundings.ts';

/** Bytes of entries that are read at a time for a client that catches up. */
const PAGE_BYTES = 256 * 1024;

type Hello = ClientMessage & { type: 'hello' };
type Outgoing = Effect | { readonly type: 'fingerprint'; readonly sequence: Sequence; readonly fingerprint: string };

/** What a federation is built from. */
export interface FederationSetup {
  readonly manifest: Manifest;
  readonly log: Log;
  readonly surroundings: Surroundings;
  readonly observer: Observer;
}

/**
 * One federation: carries the rules of `room.ts` out. What an event stores is committed first, what it says is said
 * afterwards, in order; so the room may be ahead of the disk, but nobody ever hears of what is not on it.
 * With a log in memory everything asynchronous in here resolves within microtasks.
 */
export class Federation {
  readonly manifest: Manifest;
  readonly hash: Hash;
  readonly log: Log;
  readonly #rules: Rules;
  readonly #world: Surroundings;
  readonly #observer: Observer;
  readonly #peers = new Map<ParticipantId, Peer>();
  readonly #presence: Presence;
  #room: Room;
  /** The end of the log as clients know it. */
  #published: Head;
  #fingerprint: LogState['fingerprint'];
  #outgoing: Outgoing[] = [];
  #flushing: Promise<void> | null = null;
  #cancelWake: () => void = () => {};
  #stopped = false;
  #entryListener: () => void = () => {};

  /**
   * Goes on where the log ends, open round and all.
   * @throws ManifestError when the manifest's rounds could never close.
   */
  static async load(setup: FederationSetup): Promise<Federation> {
    const rules = rulesOf(setup.manifest);
    return new Federation(setup, rules, await setup.log.state());
  }

  private constructor({ manifest, log, surroundings, observer }: FederationSetup, rules: Rules, state: LogState) {
    this.manifest = manifest;
    this.hash = manifestHash(manifest);
    this.log = log;
    this.#rules = rules;
    this.#world = surroundings;
    this.#observer = observer;
    this.#published = state.head;
    this.#fingerprint = state.fingerprint;
    this.#room = restore(rules, state, surroundings.now());
    this.#presence = new Presence(surroundings, (frame) => {
      for (const peer of this.#peers.values()) peer.sendFrame(frame);
    });
    this.#dispatch({ type: 'time' });
  }

  get epoch(): Epoch {
    return this.log.epoch;
  }

  /** The end of the log. */
  get head(): Head {
    return this.#published;
  }

  /** The newest fingerprint of the reconstruction. */
  get fingerprint(): LogState['fingerprint'] {
    return this.#fingerprint;
  }

  get room(): Room {
    return this.#room;
  }

  /** @param listener called whenever the log has grown */
  onEntry(listener: () => void): void {
    this.#entryListener = listener;
  }

  connect(transport: Transport): Connection {
    const peer = new Peer(transport);
    return {
      receive: (frame) => this.#receive(peer, frame),
      disconnected: () => {
        peer.end();
        this.#leave(peer);
      },
    };
  }

  /** Takes in what the reconstruction gives for entry `sequence`. */
  publish(sequence: Sequence, fingerprint: string): void {
    this.#enqueue([
      { type: 'store', write: { type: 'fingerprint', sequence, fingerprint } },
      { type: 'fingerprint', sequence, fingerprint },
    ]);
  }

  /** Stores along with everything else; resolves when it is on disk. */
  async store(write: Write): Promise<void> {
    this.#enqueue([{ type: 'store', write }]);
    await this.#flushing;
  }

  /** Finishes what was begun, tells everybody, and stops. */
  async close(): Promise<void> {
    await this.#flushing;
    for (const peer of this.#peers.values()) peer.dismiss('shutting-down');
    this.abandon();
  }

  /** Stops dead, as if the process were gone. */
  abandon(): void {
    this.#stopped = true;
    this.#cancelWake();
    this.#presence.stop();
    this.#peers.clear();
    this.#outgoing = [];
  }

  #receive(peer: Peer, frame: Uint8Array): void {
    if (!peer.isOpen || this.#stopped) return;
    let message: ClientMessage;
    try {
      message = decodeClientMessage(frame);
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      this.#dismiss(peer, error instanceof VersionError ? 'version' : 'bad-frame');
      return;
    }
    const { participant } = peer;
    if (message.type === 'hello') {
      if (participant) this.#dismiss(peer, 'bad-frame');
      else this.#hello(peer, message);
    } else if (!participant) {
      this.#dismiss(peer, 'no-hello');
    } else if (message.type === 'ready') {
      this.#dispatch({ type: 'ready', participant, ready: message.ready });
    } else if (message.type === 'contribution') {
      this.#dispatch({ type: 'contribute', participant, contribution: message });
    }
  }

  #hello(peer: Peer, hello: Hello): void {
    if (hello.federation !== this.manifest.id) return peer.dismiss('unknown-federation');
    const isKnown = hello.epoch === this.epoch && hello.sequence <= this.#published.sequence;
    if (hello.sequence > 0 && !isKnown) return peer.dismiss('state-unknown');
    const participant = participantOf(hello.publicKey);
    this.#peers.get(participant)?.dismiss('replaced');
    peer.participant = participant;
    peer.position = hello.sequence;
    this.#peers.set(participant, peer);
    const { sequence, chain } = this.#published;
    peer.send({ type: 'welcome', version: PROTOCOL_VERSION, epoch: this.epoch, sequence, chain });
    this.#presence.renew();
    this.#dispatch({ type: 'join', participant });
    this.#catchUp(peer, participant, hello).catch((error: unknown) => this.#fail(error));
  }

  /** Sends the entries that the client lacks, no faster than it takes them. */
  async #catchUp(peer: Peer, participant: ParticipantId, hello: Hello): Promise<void> {
    if (hello.sequence > 0) {
      const known = await this.log.fingerprint(hello.sequence);
      if (known !== null && known !== hello.fingerprint) return this.#dismiss(peer, 'state-unknown');
    }
    while (peer.isOpen && peer.position < this.#published.sequence) {
      const page = await this.log.entries(parseSequence(peer.position + 1), PAGE_BYTES);
      if (page.length === 0) throw new LogError(`Entry ${peer.position + 1} is missing from the log.`);
      for (const bytes of page) {
        await peer.drained();
        peer.send({ type: 'entry', bytes });
        peer.position++;
      }
    }
    // From here to the mark no event can come between: the next entry is either behind or ahead of it.
    if (!peer.isOpen || this.#stopped) return;
    peer.isSynced = true;
    const newest = this.#fingerprint;
    if (newest) peer.send({ type: 'fingerprint', ...newest });
    this.#dispatch({ type: 'sync', participant });
  }

  #dismiss(peer: Peer, reason: Parameters<Peer['dismiss']>[0]): void {
    peer.dismiss(reason);
    this.#leave(peer);
  }

  #leave(peer: Peer): void {
    const { participant } = peer;
    // A replaced peer is not in the map any more: its successor stays.
    if (!participant || this.#peers.get(participant) !== peer) return;
    this.#peers.delete(participant);
    this.#dispatch({ type: 'leave', participant });
  }

  #dispatch(event: RoomEvent): void {
    if (this.#stopped) return;
    const now = this.#world.now();
    const seed = [this.#world.random(), this.#world.random()] as const;
    const [room, effects] = step(this.#rules, this.#room, event, { now, seed });
    this.#room = room;
    this.#enqueue(effects);
    this.#presence.update(room);
    this.#cancelWake();
    const wake = wakeTime(this.#rules, room);
    if (wake !== null) {
      this.#cancelWake = this.#world.after(Math.max(0, wake - now), () => this.#dispatch({ type: 'time' }));
    }
  }

  #enqueue(effects: readonly Outgoing[]): void {
    if (effects.length === 0 || this.#stopped) return;
    this.#outgoing.push(...effects);
    this.#flushing ??= this.#flush();
  }

  async #flush(): Promise<void> {
    try {
      await new Promise<void>((resolve) => this.#world.soon(resolve));
      while (this.#outgoing.length > 0) {
        const batch = this.#outgoing;
        this.#outgoing = [];
        const writes = batch.flatMap((effect) => (effect.type === 'store' ? [effect.write] : []));
        if (writes.length > 0) {
          const began = performance.now();
          await this.log.commit(writes);
          this.#observer.committed((performance.now() - began) / 1000);
        }
        if (this.#stopped) return;
        for (const effect of batch) this.#carryOut(effect);
      }
    } catch (error) {
      this.#fail(error);
    } finally {
      // In the same breath as the loop's last look, so that nothing is queued unseen in between.
      this.#flushing = null;
    }
  }

  #carryOut(effect: Outgoing): void {
    switch (effect.type) {
      case 'store':
        return;
      case 'entry':
        return this.#broadcastEntry(effect);
      case 'open': {
        const { number: round, chain, asked, deadline } = effect.round;
        const remaining = Math.max(0, deadline - this.#world.now());
        const message = { type: 'open', round, chain, participants: asked.size, remaining } as const;
        for (const participant of effect.to) {
          const peer = this.#peers.get(participant);
          // One that is on its way back is asked when it is synced.
          if (peer?.isSynced) peer.send(message);
        }
        return;
      }
      case 'ack':
        this.#observer.acked((this.#world.now() - effect.since) / 1000);
        return this.#peers.get(effect.to)?.send({ type: 'ack', round: effect.round });
      case 'refuse':
        this.#observer.refused(effect.reason);
        return this.#peers.get(effect.to)?.send({ type: 'refused', round: effect.round, reason: effect.reason });
      case 'look-up':
        this.#lookUp(effect.participant, effect.round).catch((error: unknown) => this.#fail(error));
        return;
      case 'fingerprint': {
        const { sequence, fingerprint } = effect;
        this.#fingerprint = { sequence, fingerprint };
        const frame = encodeServerMessage({ type: 'fingerprint', sequence, fingerprint });
        for (const peer of this.#peers.values()) if (peer.isSynced) peer.sendFrame(frame);
        return;
      }
      default:
        effect satisfies never;
    }
  }

  #broadcastEntry({ head, bytes, round }: Effect & { type: 'entry' }): void {
    this.#published = head;
    const frame = encodeServerMessage({ type: 'entry', bytes });
    for (const peer of this.#peers.values()) {
      // One that catches up reads it from the log, and may have done so already.
      if (!peer.isSynced || peer.position >= head.sequence) continue;
      peer.sendFrame(frame);
      peer.position = head.sequence;
    }
    const seconds = (this.#world.now() - round.openedAt) / 1000;
    const participants = round.contributions.size;
    this.#observer.closed({ number: round.number, seconds, participants, bytes: bytes.length });
    this.#entryListener();
  }

  async #lookUp(participant: ParticipantId, round: Sequence): Promise<void> {
    const isIn = await this.log.contributed(round, participant);
    if (!isIn) this.#observer.refused('round-not-open');
    this.#peers
      .get(participant)
      ?.send(isIn ? { type: 'ack', round } : { type: 'refused', round, reason: 'round-not-open' });
  }

  /** The room is ahead of a disk that does not follow: nothing more may be said. */
  #fail(error: unknown): void {
    if (this.#stopped) return;
    for (const peer of this.#peers.values()) peer.dismiss('shutting-down');
    this.abandon();
    this.#observer.failed(error);
  }
}
