import type { Epoch, Manifest } from '../../src/protocol/index.ts';
import type { SnapshotRecord } from '../log/index.ts';

/** What a reconstruction works on. */
export interface Task {
  readonly manifest: Manifest;
  readonly epoch: Epoch;
  /** Address of the folder with the model's files, with its last slash: file: or https:. */
  readonly model: string;
  /** Folder of this federation's snapshots; made when missing. */
  readonly snapshots: string;
  /** Those that may be there, newest first. */
  readonly known: readonly SnapshotRecord[];
}

/** To the worker: the entry that follows the last one. */
export interface Order {
  readonly bytes: Uint8Array;
}

/** From the worker: the state after an entry, or where it began. */
export interface Report {
  readonly sequence: number;
  readonly fingerprint: string;
  /** Written and synced, if this state was due for one. */
  readonly snapshot: SnapshotRecord | null;
  /** What went wrong without stopping it, such as a damaged snapshot that was passed over. */
  readonly warnings: readonly string[];
}
