import {
  type ClientMessage,
  type Epoch,
  FormatError,
  type Manifest,
  PROTOCOL_VERSION,
  type ParticipantId,
  type ServerMessage,
  VersionError,
  decodeClientMessage,
  encodeServerMessage,
  parseSequence,
  participantOf,
} from '../src/protocol/index.ts';
import type { Attendance, Notice, Uplink } from './link.ts';
import { type Head, type Log, LogError, type LogState } from './log/index.ts';
import { type Connection, Peer, type Transport } from './peer.ts';
import type { Surroundings } from './surroundings.ts';

/** Bytes of entries that are read at a time for a client that catches up. */
const PAGE_BYTES = 256 * 1024;

type Hello = ClientMessage & { type: 'hello' };

export interface GatewaySetup {
  readonly manifest: Manifest;
  readonly log: Log;
  readonly state: LogState;
  readonly uplink: Uplink;
  readonly surroundings: Surroundings;
  /** The log cannot be read. */
  readonly failed: (error: unknown) => void;
}

/**
 * One node's clients of one federation: their HELLO, what they lack of the log, what they report and what they are told.
 * It speaks of what the coordinator has had committed, and of nothing else.
 */
export class Gateway {
  readonly #manifest: Manifest;
  readonly #log: Log;
  readonly #uplink: Uplink;
  readonly #world: Surroundings;
  readonly #failed: (error: unknown) => void;
  readonly #peers = new Map<ParticipantId, Peer>();
  /** The end of the log as clients know it. */
  #published: Head;
  #fingerprint: LogState['fingerprint'];
  #attendance: Attendance = { connected: 0, ready: 0, round: null };
  #stopped = false;
  #entryListener: () => void = () => {};

  constructor({ manifest, log, state, uplink, surroundings, failed }: GatewaySetup) {
    this.#manifest = manifest;
    this.#log = log;
    this.#uplink = uplink;
    this.#world = surroundings;
    this.#failed = failed;
    this.#published = state.head;
    this.#fingerprint = state.fingerprint;
  }

  get epoch(): Epoch {
    return this.#log.epoch;
  }

  /** The end of the log. */
  get head(): Head {
    return this.#published;
  }

  /** The newest fingerprint of the reconstruction. */
  get fingerprint(): LogState['fingerprint'] {
    return this.#fingerprint;
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

  /** Says what the coordinator has to say. */
  take(notice: Notice): void {
    if (this.#stopped) return;
    switch (notice.type) {
      case 'open': {
        const { round, chain, participants, deadline } = notice;
        const remaining = Math.max(0, deadline - this.#world.now());
        const frame = encodeServerMessage({ type: 'open', round, chain, participants, remaining });
        for (const participant of notice.to) {
          const peer = this.#peers.get(participant);
          // One that is on its way back is asked when it is synced.
          if (peer?.isSynced) peer.sendFrame(frame);
        }
        return;
      }
      case 'ack':
        return this.#peers.get(notice.to)?.send({ type: 'ack', round: notice.round });
      case 'refuse':
        return this.#peers.get(notice.to)?.send({ type: 'refused', round: notice.round, reason: notice.reason });
      case 'entry':
        return this.#broadcastEntry(notice);
      case 'fingerprint': {
        const { sequence, fingerprint } = notice;
        this.#fingerprint = { sequence, fingerprint };
        const frame = encodeServerMessage({ type: 'fingerprint', sequence, fingerprint });
        for (const peer of this.#peers.values()) if (peer.isSynced) peer.sendFrame(frame);
        return;
      }
      case 'attendance': {
        this.#attendance = notice.attendance;
        const frame = encodeServerMessage(presenceMessage(this.#attendance, this.#world.now()));
        for (const peer of this.#peers.values()) peer.sendFrame(frame);
        return;
      }
      default:
        notice satisfies never;
    }
  }

  /** Tells everybody that the relay goes, and stops. */
  close(): void {
    for (const peer of this.#peers.values()) peer.dismiss('shutting-down');
    this.abandon();
  }

  /** Stops dead, as if the process were gone. */
  abandon(): void {
    this.#stopped = true;
    this.#peers.clear();
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
      this.#uplink.report({ type: 'ready', participant, ready: message.ready });
    } else if (message.type === 'contribution') {
      this.#uplink.report({ type: 'contribute', participant, contribution: message });
    }
  }

  #hello(peer: Peer, hello: Hello): void {
    if (hello.federation !== this.#manifest.id) return peer.dismiss('unknown-federation');
    const isKnown = hello.epoch === this.epoch && hello.sequence <= this.#published.sequence;
    if (hello.sequence > 0 && !isKnown) return peer.dismiss('state-unknown');
    const participant = participantOf(hello.publicKey);
    this.#peers.get(participant)?.dismiss('replaced');
    peer.participant = participant;
    peer.position = hello.sequence;
    this.#peers.set(participant, peer);
    const { sequence, chain } = this.#published;
    peer.send({ type: 'welcome', version: PROTOCOL_VERSION, epoch: this.epoch, sequence, chain });
    this.#uplink.report({ type: 'join', participant });
    this.#catchUp(peer, participant, hello).catch((error: unknown) => this.#failed(error));
  }

  /** Sends the entries that the client lacks, no faster than it takes them. */
  async #catchUp(peer: Peer, participant: ParticipantId, hello: Hello): Promise<void> {
    if (hello.sequence > 0) {
      const known = await this.#log.fingerprint(hello.sequence);
      if (known !== null && known !== hello.fingerprint) return this.#dismiss(peer, 'state-unknown');
    }
    while (peer.isOpen && peer.position < this.#published.sequence) {
      const page = await this.#log.entries(parseSequence(peer.position + 1), PAGE_BYTES);
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
    this.#uplink.report({ type: 'sync', participant });
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
    this.#uplink.report({ type: 'leave', participant });
  }

  #broadcastEntry({ head, bytes }: Notice & { type: 'entry' }): void {
    this.#published = head;
    const frame = encodeServerMessage({ type: 'entry', bytes });
    for (const peer of this.#peers.values()) {
      // One that catches up reads it from the log, and may have done so already.
      if (!peer.isSynced || peer.position >= head.sequence) continue;
      peer.sendFrame(frame);
      peer.position = head.sequence;
    }
    this.#entryListener();
  }
}

/** Each number fits the 16 bits of its field. */
function presenceMessage({ connected, ready, round }: Attendance, now: number): ServerMessage {
  const cut = (count: number) => Math.min(count, 0xffff);
  return {
    type: 'presence',
    connected: cut(connected),
    ready: cut(ready),
    participants: cut(round?.participants ?? 0),
    contributed: cut(round?.contributed ?? 0),
    remaining: round ? Math.max(0, round.deadline - now) : 0,
  };
}
