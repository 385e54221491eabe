import type { Manifest } from './manifest.ts';
import type { RunState, StatusCause } from './messages.ts';

/** What computes on a device, in coarse kinds: enough to see why a round is slow, too little to know a device by. */
export interface DeviceKind {
  readonly engine: 'simd' | 'wasm' | 'webgpu' | 'webgl' | 'cpu' | 'unknown';
  readonly form: 'phone' | 'tablet' | 'desktop' | 'headless' | 'unknown';
}

/** A participant as its organiser sees it. Times are milliseconds since 1970, by the relay's clock. */
export interface ParticipantView {
  readonly participant: string;
  /** The label of the invite that let it in; null in an open federation. */
  readonly group: string | null;
  /** Null where it has not said. */
  readonly device: DeviceKind | null;
  readonly state: 'away' | 'connected' | 'ready' | 'asked' | 'contributed';
  readonly joinedAt: number;
  readonly seenAt: number;
  /** Rounds that have its numbers, and those that asked it and closed without. */
  readonly contributed: number;
  readonly missed: number;
  readonly refused: number;
  /** Bytes that it sent and was sent. */
  readonly up: number;
  readonly down: number;
}

/** A closed round. */
export interface RoundView {
  readonly number: number;
  readonly openedAt: number;
  readonly closedAt: number;
  readonly asked: number;
  readonly contributed: number;
  /** Contributions of earlier rounds that its entry took in. */
  readonly late: number;
  readonly refused: number;
  /** Its deadline passed without a quorum, once or more. */
  readonly extended: boolean;
  /** Of its entry. */
  readonly bytes: number;
}

/** A state of the model on what devices hold out, over those of a group that told. */
export interface EvaluationView {
  readonly sequence: number;
  /** `all`, `invite:LABEL`, `engine:NAME` or `form:NAME`. */
  readonly group: string;
  /** Means over examples: nats, and a share in [0, 1]; null where devices told no accuracy. */
  readonly loss: number;
  readonly accuracy: number | null;
  readonly participants: number;
  readonly examples: number;
}

/** Something that wants the organiser's eye. */
export interface AlertView {
  readonly kind: 'stalled' | 'diverging' | 'mismatch' | 'drop-outs' | 'refusals' | 'unverified' | 'failing';
  /** Milliseconds since 1970. */
  readonly since: number;
  /** What was seen, in a sentence. */
  readonly words: string;
}

/** Everything that the dashboard shows of a federation: the answer to the command `overview`. */
export interface Overview {
  /** The relay's clock now, and since when its counts of participants go. */
  readonly at: number;
  readonly since: number;
  readonly state: RunState | 'archived';
  readonly cause: StatusCause;
  readonly words: string;
  readonly sequence: number;
  readonly fingerprint: string | null;
  readonly counts: { readonly [State in ParticipantView['state']]: number };
  /** The newest 500 by `seenAt`. */
  readonly participants: readonly ParticipantView[];
  /** Those with numbers above the command's `since`, the newest 500, oldest first. */
  readonly rounds: readonly RoundView[];
  readonly evaluations: readonly EvaluationView[];
  /** Bytes of all sockets of this federation, up to the relay and down to clients. */
  readonly traffic: { readonly up: number; readonly down: number };
  readonly alerts: readonly AlertView[];
  /** Of the open round; null where none is. */
  readonly round: {
    readonly number: number;
    readonly participants: number;
    readonly contributed: number;
    /** Milliseconds since 1970. */
    readonly deadline: number;
  } | null;
}

/** A model that federations can be made of, its files hashed. */
export interface ModelDescription {
  readonly model: Manifest['model'];
  readonly architecture: string;
  readonly layers: number;
  readonly hidden: number;
  readonly vocabulary: number;
  /** Tokens that it reads at most. */
  readonly positions: number;
  readonly parameters: number;
}

/** What anybody may know of how a federation went: `GET /federations/ID/summary`. */
export interface Summary {
  readonly rounds: number;
  readonly contributions: number;
  /** Distinct pseudonyms in the log; null where directions are shared, whose entries name nobody. */
  readonly participants: number | null;
  /** Of the log's entries. */
  readonly logBytes: number;
  /** Milliseconds since 1970; null before the first round. */
  readonly firstAt: number | null;
  readonly lastAt: number | null;
  /** Group `all`, states that at least two participants told of, at most 200 of them. */
  readonly evaluations: readonly EvaluationView[];
}
