import type { Epoch, Manifest } from '../../src/protocol/index.ts';
import type { SnapshotRecord } from '../log/index.ts';
import type { SnapshotPlace } from '../snapshots/index.ts';

/** What a reconstruction works on. */
export interface Task {
  readonly manifest: Manifest;
  readonly epoch: Epoch;
  /** Address of the folder with the model's files, with its last slash: file: or https:. */
  readonly model: string;
  readonly snapshots: SnapshotPlace;
  /** Folder of the exported models; made when missing, and emptied at the start. */
  readonly exports: string;
  /** Those that may be there, newest first. */
  readonly known: readonly SnapshotRecord[];
}

/** To the worker: the entry that follows the last one, or the wish for a file of the state that it is at. */
export type Order =
  /** `isKept`: a snapshot of the state is written where one is due. */
  { readonly type: 'entry'; readonly bytes: Uint8Array; readonly isKept: boolean } | { readonly type: 'export' };

/** From the worker: an answer to each order, in order, after one for where it began. */
export type Report = StateReport | ExportReport;

/** The state after an entry, or where it began. */
export interface StateReport {
  readonly type: 'state';
  readonly sequence: number;
  readonly fingerprint: string;
  /** Written and synced, if this state was due for one. */
  readonly snapshot: SnapshotRecord | null;
  /** What went wrong without stopping it, such as a damaged snapshot that was passed over. */
  readonly warnings: readonly string[];
}

/** The model's file was written, or why it was not. */
export type ExportReport =
  | { readonly type: 'export'; readonly model: ExportedModel }
  | { readonly type: 'export'; readonly failure: string };

/** A state as a safetensors file in the data directory. */
export interface ExportedModel {
  readonly path: string;
  readonly sequence: number;
  readonly bytes: number;
  readonly sha256: string;
}
