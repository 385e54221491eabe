import type { Identity } from '../identity/index.ts';
import type { DeviceKind, Manifest } from '../protocol/index.ts';
import type { Traffic, Transport } from '../relay/index.ts';
import type { Clock } from './clock.ts';
import type { Control } from './control.ts';
import type { Journal } from './journal.ts';
import type { Learner, SnapshotSource } from './learner.ts';
import type { Replica } from './replica.ts';

/** Everything that a volunteer needs and does not make itself. */
export interface VolunteerSetup {
  readonly manifest: Manifest;
  readonly identity: Identity;
  /** The token of an invite, for a federation that one is invited to. */
  readonly invite?: string;
  readonly learner: Learner;
  readonly replica: Replica;
  readonly journal: Journal;
  readonly transport: Transport;
  readonly control: Control;
  readonly clock: Clock;
  /** Uniform in [0, 1): jitter only. */
  readonly random: () => number;
  /** Seconds between two evaluations on the held-out part, at least. */
  readonly evaluateEvery: number;
  readonly traffic: Traffic;
  /** What computes here, as the relay's organiser is told; nothing is told where it is left out. */
  readonly device?: () => DeviceKind;
  /** The relay's newest snapshot where taking it is cheaper than replaying; null otherwise, or when it can't be had. */
  readonly snapshot: () => Promise<SnapshotSource | null>;
}
