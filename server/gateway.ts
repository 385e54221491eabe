import type { KeyObject } from 'node:crypto';
import {
  type ClientMessage,
  type Contribution,
  type Epoch,
  FormatError,
  type Hash,
  type Hello,
  type Manifest,
  PROTOCOL_VERSION,
  type ParticipantId,
  VersionError,
  contributionBytesToSign,
  decodeClientMessage,
  encodeServerMessage,
  manifestHash,
  parseSequence,
  participantOf,
} from '../src/protocol/index.ts';
import { type Gate, isSignedBy } from './access/index.ts';
import { type CommandResult, Commands } from './commands.ts';
import { presenceMessage, returnWithin, statusMessage } from './gateway-messages.ts';
import { drawNonce, signerOf } from './hello.ts';
import type { Attendance, Notice, Uplink } from './link.ts';
import { type Head, type Log, LogError, type LogState, type Status } from './log/index.ts';
import { Roster } from './organising/index.ts';
import { type Connection, Peer, type Transport } from './peer.ts';
import type { Command } from './room/index.ts';
import type { Surroundings } from './surroundings.ts';

/** Bytes of entries that are read at a time for a client that catches up. */
const PAGE_BYTES = 256 * 1024;

/** Milliseconds between two looks at which invites were revoked, on this node or another. */
const GATE_EVERY = 5000;

export interface GatewaySetup {
  readonly manifest: Manifest;
  readonly log: Log;
  readonly state: LogState;
  readonly uplink: Uplink;
  /** Who may join; null: everybody. */
  readonly gate: Gate | null;
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
  readonly #hash: Hash;
  readonly #uplink: Uplink;
  readonly #gate: Gate | null;
  readonly #world: Surroundings;
  readonly #failed: (error: unknown) => void;
  readonly #peers = new Map<ParticipantId, Peer>();
  /** Those whose invite is being looked up. */
  readonly #admitting = new Map<Peer, ParticipantId>();
  /** The end of the log as clients know it. */
  #published: Head;
  #fingerprint: LogState['fingerprint'];
  #status: Status;
  readonly #commands = new Commands();
  /** What there is to tell an organiser of this node's clients. */
  readonly roster: Roster;
  #attendance: Attendance = { connected: 0, ready: 0, round: null };
  #stopped = false;
  #cancelCheck: () => void = () => {};
  #entryListener: () => void = () => {};

  constructor({ manifest, log, state, uplink, gate, surroundings, failed }: GatewaySetup) {
    this.#manifest = manifest;
    this.#hash = manifestHash(manifest);
    this.#gate = gate;
    this.#log = log;
    this.#uplink = uplink;
    this.#world = surroundings;
    this.roster = new Roster(() => surroundings.now());
    this.#failed = failed;
    this.#published = state.head;
    this.#fingerprint = state.fingerprint;
    this.#status = state.status;
    this.#checkLater();
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

  /** Whether rounds open, as clients know it. */
  get status(): Status {
    return this.#status;
  }

  /** Gives the coordinator an organiser's command; resolves when it is carried out, or not. */
  command(command: Command): Promise<CommandResult> {
    const random = (): number => this.#world.random();
    return this.#commands.give(command, random, (report) => this.#uplink.report(report));
  }

  /** @param listener called whenever the log has grown */
  onEntry(listener: () => void): void {
    this.#entryListener = listener;
  }

  /** @param challenge 32 random bytes that the client was sent already; drawn and sent where left out */
  connect(transport: Transport, challenge: Uint8Array = this.#challenge(transport)): Connection {
    const peer = new Peer(transport, challenge, this.roster.traffic);
    return {
      participant: () => peer.participant,
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
        this.roster.asked(round, notice.to);
        for (const participant of notice.to) {
          const peer = this.#peers.get(participant);
          // One that is on its way back is asked when it is synced.
          if (peer?.isSynced) peer.sendFrame(frame);
        }
        return;
      }
      case 'ack':
        this.roster.acknowledged(notice.to, notice.round);
        return this.#peers.get(notice.to)?.send({ type: 'ack', round: notice.round });
      case 'refuse':
        this.roster.refused(notice.to);
        return this.#peers.get(notice.to)?.send({ type: 'refused', round: notice.round, reason: notice.reason });
      case 'dismissed': {
        const peer = this.#peers.get(notice.to);
        if (peer) this.#dismiss(peer, notice.reason);
        return;
      }
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
      case 'status':
        return this.#setStatus(notice.status);
      case 'result':
        return this.#commands.take(notice);
      default:
        notice satisfies never;
    }
  }

  /** Lets go whose invite was revoked. */
  async recheck(): Promise<void> {
    if (!this.#gate || this.#stopped) return;
    const revoked = new Set(await this.#gate.newlyRevoked());
    for (const [participant, peer] of this.#peers) if (revoked.has(participant)) this.#dismiss(peer, 'invite-revoked');
    for (const [peer, participant] of this.#admitting) if (revoked.has(participant)) peer.dismiss('invite-revoked');
  }

  /** Tells everybody to connect again. */
  letGo(): void {
    const within = returnWithin(this.#peers.size);
    for (const peer of this.#peers.values()) this.#dismiss(peer, 'shutting-down', within);
  }

  /** Tells everybody that the relay goes, and stops. */
  close(): void {
    const within = returnWithin(this.#peers.size);
    for (const peer of this.#peers.values()) peer.dismiss('shutting-down', within);
    this.abandon();
  }

  /** Stops dead, as if the process were gone. */
  abandon(): void {
    this.#stopped = true;
    this.#cancelCheck();
    this.#commands.end();
    this.#peers.clear();
  }

  #receive(peer: Peer, frame: Uint8Array): void {
    if (!peer.isOpen || this.#stopped) return;
    if (peer.isHeld) {
      if (!peer.wait(frame)) peer.dismiss('too-many');
      return;
    }
    peer.count(frame);
    let message: ClientMessage;
    try {
      message = decodeClientMessage(frame);
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      this.#dismiss(peer, error instanceof VersionError ? 'version' : 'bad-frame');
      return;
    }
    const { participant } = peer;
    if (participant) this.roster.heard(participant);
    if (message.type === 'hello') {
      if (participant) this.#dismiss(peer, 'bad-frame');
      else this.#hello(peer, message);
    } else if (!participant) {
      this.#dismiss(peer, 'no-hello');
    } else if (message.type === 'ready') {
      this.roster.readied(participant, message.ready);
      this.#uplink.report({ type: 'ready', participant, ready: message.ready });
    } else if (message.type === 'contribution') {
      this.#contribute(peer, participant, message);
    } else if (message.type === 'device') {
      this.roster.told(participant, message.device);
      this.#uplink.report({ ...message, participant });
    } else if (message.type === 'evaluation' && (this.#manifest.guard || this.#manifest.evaluate)) {
      this.#uplink.report({ ...message, type: 'evaluate', participant });
    }
  }

  #contribute(peer: Peer, participant: ParticipantId, contribution: Contribution): void {
    const { round, scalars } = contribution;
    if (!this.#isSigned(peer, contribution)) {
      this.roster.refused(participant);
      return peer.send({ type: 'refused', round, reason: 'bad-signature' });
    }
    this.roster.measured(participant, round, scalars, this.#manifest.method.clip);
    this.#uplink.report({ type: 'contribute', participant, contribution });
  }

  /** Archived, nobody stays. */
  #setStatus(status: Status): void {
    this.#status = status;
    const message = statusMessage(status);
    for (const peer of this.#peers.values()) {
      if (message) peer.send(message);
      else this.#dismiss(peer, 'archived');
    }
    if (!message) for (const peer of this.#admitting.keys()) peer.dismiss('archived');
  }

  #challenge(transport: Transport): Uint8Array {
    const nonce = drawNonce(() => this.#world.random());
    transport.send(encodeServerMessage({ type: 'challenge', version: PROTOCOL_VERSION, nonce }));
    return nonce;
  }

  #isSigned(peer: Peer, contribution: Contribution): boolean {
    if (!peer.key) return false;
    const bytes = contributionBytesToSign(this.#hash, this.epoch, contribution);
    return isSignedBy(peer.key, bytes, contribution.signature);
  }

  #checkLater(): void {
    if (!this.#gate || this.#stopped) return;
    const recheck = async (): Promise<void> => {
      await this.recheck().catch((error: unknown) => this.#failed(error));
      this.#checkLater();
    };
    this.#cancelCheck = this.#world.after(GATE_EVERY, () => void recheck());
  }

  #hello(peer: Peer, hello: Hello): void {
    if (hello.federation !== this.#manifest.id) return peer.dismiss('unknown-federation');
    if (this.#status.state === 'archived') return peer.dismiss('archived');
    const key = signerOf(hello, peer.challenge);
    if (!key) return peer.dismiss('bad-signature');
    const participant = participantOf(hello.publicKey);
    // Another node may have told it of entries that this one has not heard of.
    const isAhead = hello.sequence > this.#published.sequence && this.#uplink.refresh !== undefined;
    if (this.#gate || isAhead)
      this.#admit(peer, participant, key, hello).catch((error: unknown) => this.#broken(peer, error));
    else this.#welcome(peer, participant, key, hello);
  }

  /** Looks up whether it may join; what it says meanwhile waits. */
  async #admit(peer: Peer, participant: ParticipantId, key: KeyObject, hello: Hello): Promise<void> {
    peer.hold();
    this.#admitting.set(peer, participant);
    try {
      const admission = (await this.#gate?.admit(participant, hello.invite)) ?? 'admitted';
      if (hello.sequence > this.#published.sequence) await this.#uplink.refresh?.();
      if (!peer.isOpen || this.#stopped) return;
      if (admission !== 'admitted') return peer.dismiss(admission);
    } finally {
      this.#admitting.delete(peer);
    }
    const waiting = peer.release();
    this.#welcome(peer, participant, key, hello);
    for (const frame of waiting) this.#receive(peer, frame);
  }

  #welcome(peer: Peer, participant: ParticipantId, key: KeyObject, hello: Hello): void {
    const isKnown = hello.epoch === this.epoch && hello.sequence <= this.#published.sequence;
    if (hello.sequence > 0 && !isKnown) return peer.dismiss('state-unknown');
    this.#peers.get(participant)?.dismiss('replaced');
    peer.participant = participant;
    peer.key = key;
    peer.position = hello.sequence;
    this.#peers.set(participant, peer);
    this.roster.joined(participant, peer.traffic);
    const { sequence, chain } = this.#published;
    peer.send({ type: 'welcome', version: PROTOCOL_VERSION, epoch: this.epoch, sequence, chain });
    const status = this.#status.state === 'running' ? null : statusMessage(this.#status);
    if (status) peer.send(status);
    this.#uplink.report({ type: 'join', participant });
    this.#catchUp(peer, participant, hello).catch((error: unknown) => this.#broken(peer, error));
  }

  /** Sends the entries that the client lacks, no faster than it takes them. */
  async #catchUp(peer: Peer, participant: ParticipantId, hello: Hello): Promise<void> {
    if (hello.sequence > 0) {
      const known = await this.#log.fingerprint(hello.sequence);
      if (known !== null && known !== hello.fingerprint) {
        this.roster.differed(participant, hello.sequence);
        return this.#dismiss(peer, 'state-unknown');
      }
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

  /** What it needs cannot be read: it had better try again, here or elsewhere. */
  #broken(peer: Peer, error: unknown): void {
    this.#dismiss(peer, 'shutting-down');
    this.#failed(error);
  }

  #dismiss(peer: Peer, ...why: Parameters<Peer['dismiss']>): void {
    peer.dismiss(...why);
    this.#leave(peer);
  }

  #leave(peer: Peer): void {
    const { participant } = peer;
    // A replaced peer is not in the map any more: its successor stays.
    if (!participant || this.#peers.get(participant) !== peer) return;
    this.#peers.delete(participant);
    this.roster.left(participant);
    this.#uplink.report({ type: 'leave', participant });
  }

  #broadcastEntry({ head, bytes }: Notice & { type: 'entry' }): void {
    this.#published = head;
    this.roster.closed(head.sequence);
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
