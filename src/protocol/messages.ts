import type { DeviceKind } from './organising.ts';
import type { Epoch, FederationId, Hash, Sequence } from './ids.ts';

/** Bumped with every change that an older peer would misread. */
export const PROTOCOL_VERSION = 3;

/** What a client sends. PROTOCOL.md has the bytes. */
export type ClientMessage =
  | {
      readonly type: 'hello';
      readonly version: number;
      readonly federation: FederationId;
      /** Ed25519, 32 bytes: its hash is the participant's pseudonym (`participantOf`). */
      readonly publicKey: Uint8Array;
      /** The state that the client holds: null epoch and sequence 0 for the base model. */
      readonly epoch: Epoch | null;
      readonly sequence: Sequence;
      /** Of the state at `sequence`. */
      readonly fingerprint: string;
      /** The token of the link that it came by, for a federation that one is invited to; '' where there is none. */
      readonly invite: string;
      /** 64 bytes over `helloBytes`: the relay's challenge and everything above. */
      readonly signature: Uint8Array;
    }
  /** Whether the relay may count on this client in the next round. */
  | { readonly type: 'ready'; readonly ready: boolean }
  | Contribution
  /** What computes here, in coarse kinds: for the organiser, who sees why a round is slow and for whom the model works. */
  | { readonly type: 'device'; readonly device: DeviceKind }
  /** How well the state does on examples held out on this device; only where the manifest has `guard` or `evaluate`. */
  | {
      readonly type: 'evaluation';
      readonly sequence: Sequence;
      /** Mean over the examples, in nats. */
      readonly loss: number;
      readonly count: number;
      /** How many of them it gets right, `count` at most; null where that is not told. */
      readonly correct: number | null;
    }
  /** Keeps the connection alive where nothing else is said. */
  | { readonly type: 'heartbeat' };

/** A client's whole answer to a round, and all that ever leaves its device about its data. */
export interface Contribution {
  readonly type: 'contribution';
  readonly round: Sequence;
  /** The chain value that the round was opened on: binds the scalars to their directions. */
  readonly chain: Hash;
  /** Training examples on this device: its weight in the average. */
  readonly examples: number;
  /** Projected gradients, step by step, direction by direction: K * P1 * P2 float32. */
  readonly scalars: Float32Array;
  /** 64 bytes over `contributionBytesToSign`. */
  readonly signature: Uint8Array;
}

/** A client's first message. */
export type Hello = ClientMessage & { type: 'hello' };

/** What the relay sends. */
export type ServerMessage =
  /** The first message of a connection: 32 random bytes that the HELLO's signature answers. */
  | { readonly type: 'challenge'; readonly version: number; readonly nonce: Uint8Array }
  | {
      readonly type: 'welcome';
      readonly version: number;
      readonly epoch: Epoch;
      /** The last entry of the log; the entries after the client's own follow at once. */
      readonly sequence: Sequence;
      readonly chain: Hash;
    }
  /** One entry of the log, exactly as it is stored and hashed; `decodeEntry` reads it. */
  | { readonly type: 'entry'; readonly bytes: Uint8Array }
  | {
      readonly type: 'open';
      readonly round: Sequence;
      readonly chain: Hash;
      /** Clients asked to contribute to this round. */
      readonly participants: number;
      /** Milliseconds until the deadline, since clocks disagree. */
      readonly remaining: number;
    }
  /** The contribution is on disk and will be in the entry. */
  | { readonly type: 'ack'; readonly round: Sequence }
  /** The contribution was not taken; the client drops its local steps and goes on. */
  | { readonly type: 'refused'; readonly round: Sequence; readonly reason: RefusalReason }
  | {
      readonly type: 'presence';
      /** Connected clients, and those of them that are ready. */
      readonly connected: number;
      readonly ready: number;
      /** Of the open round: clients asked, and contributions in. Zero when none is open. */
      readonly participants: number;
      readonly contributed: number;
      /** Milliseconds to the open round's deadline, or 0. */
      readonly remaining: number;
    }
  /** What the relay's own reconstruction of the model gives: every client compares. */
  | { readonly type: 'fingerprint'; readonly sequence: Sequence; readonly fingerprint: string }
  /** Whether rounds open, and why not. */
  | {
      readonly type: 'status';
      readonly state: RunState;
      readonly cause: StatusCause;
      /** The organiser's own words, 280 bytes of UTF-8 at most: foreign text, never markup. */
      readonly words: string;
    }
  /** The last message before the relay closes the connection. */
  | {
      readonly type: 'goodbye';
      readonly reason: GoodbyeReason;
      /** Milliseconds over which clients spread their return; 0: their usual backoff. */
      readonly within: number;
    }
  | { readonly type: 'heartbeat' };

/** Of a federation: stopped is for good. */
export type RunState = 'running' | 'paused' | 'stopped';
/** What brought a federation into its state. */
export type StatusCause = 'none' | 'organiser' | 'guard';

/** Why a contribution was not taken. */
export type RefusalReason =
  | 'round-not-open'
  | 'not-asked'
  | 'wrong-chain'
  | 'wrong-count'
  | 'not-finite'
  | 'beyond-clip'
  | 'no-examples'
  | 'too-late'
  | 'bad-signature';

/** Why the relay closes a connection. */
export type GoodbyeReason =
  | 'bad-frame'
  | 'version'
  | 'unknown-federation'
  | 'no-hello'
  | 'state-unknown'
  | 'replaced'
  | 'too-slow'
  | 'shutting-down'
  | 'too-many'
  | 'bad-signature'
  | 'invite-needed'
  | 'invite-unknown'
  | 'invite-expired'
  | 'invite-used-up'
  | 'invite-revoked'
  | 'archived';
