import type { DeviceKind } from '../protocol/index.ts';
import type { Allowance } from './allowance.ts';
import type { TrainEvent } from './events.ts';
import type { ExportProgress, ModelFile } from './export.ts';

/** How a volunteer joins: what the page tells its worker. */
export interface JoinOptions {
  /** Origin of the relay, such as `https://relay.example`. */
  readonly relay: string;
  readonly federation: string;
  /** The token of an invite. */
  readonly invite?: string;
  /** First hexadecimal digits of the manifest's hash that the link was made for: another manifest is refused. */
  readonly pin?: string;
  /** A data set in the vault. */
  readonly dataset: number;
  /** Measures the engines, whatever is known or was chosen. */
  readonly measureAgain?: boolean;
  /** What kind of device the page is on, as far as it can tell; the worker can't. */
  readonly form?: DeviceKind['form'];
  /** What this device may do from the beginning on; everything where it is left out. */
  readonly allowance?: Allowance;
}

/** The model's word on an example: a probability for each class, in the manifest's order. */
export interface Answer {
  readonly base: readonly number[];
  readonly current: readonly number[];
  /** The state that `current` is. */
  readonly sequence: number;
  /** A text was cut to fit. */
  readonly truncated: boolean;
}

/** The worker's face to the page, through comlink. `events` is called in order and never concurrently. */
export interface VolunteerWorker {
  /** Settles when the volunteer has left or a fatal problem was reported; rejects only on misuse. */
  join(options: JoinOptions, events: (event: TrainEvent) => void): Promise<void>;
  /** After the step under way; the copy keeps following the log. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  leave(): Promise<void>;
  /** What this device may do has changed. */
  obey(allowance: Allowance): Promise<void>;
  /** Leaves once this device's answer to the round under way is in; false takes that back. */
  finish(wanted: boolean): Promise<void>;
  /** The network is gone, as the browser says: the connection is given up at once, and tried again. */
  cutOff(): Promise<void>;
  /** The network is back: no need to wait longer before the next attempt to connect. */
  hurry(): Promise<void>;
  /** With one text for each field of the template. Between two steps; rejects with a readable message before the model is loaded. */
  ask(texts: readonly string[]): Promise<Answer>;
  /**
   * The model of the last entry as a safetensors file, written between two steps; null when it was stopped. Rejects
   * with a readable message before the model is loaded, or when this device has no room for the file.
   */
  exportModel(tell: ExportProgress): Promise<ModelFile | null>;
  stopExport(): Promise<void>;
}
