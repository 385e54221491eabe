import { proxy } from 'comlink';
import { batch, computed, type ReadonlySignal, signal } from '@preact/signals';
import type { Allowance, Answer, ExportProgress, JoinOptions, ModelFile, TrainEvent } from '../train/index.ts';
import { formOfDevice } from './device-form.ts';
import { perFrame } from './frames.ts';
import { decision } from './manners/state.ts';
import { NO_PROGRESS, type Progress, reduce } from './progress.ts';
import { Measures } from './live/measures.ts';
import { type Volunteer, startVolunteer } from './volunteer.ts';

/** The page's one store: what the volunteer's events told, reduced, and the lines of the charts. */
export const progress = signal<Progress>(NO_PROGRESS);
/** The lines of the charts. Drawn again whenever `progress` has new steps, rounds or traffic. */
export const measures = new Measures();
/** Whether a worker is at work for this page. */
export const joined = signal(false);
/** The round under way is the last one, as the person wants it. */
export const finishing = signal(false);

function select<Key extends keyof Progress>(key: Key): ReadonlySignal<Progress[Key]> {
  return computed(() => progress.value[key]);
}

const slices: { readonly [Key in keyof Progress]: ReadonlySignal<Progress[Key]> } = {
  manifest: select('manifest'),
  participant: select('participant'),
  isExtractable: select('isExtractable'),
  activity: select('activity'),
  since: select('since'),
  told: select('told'),
  download: select('download'),
  data: select('data'),
  presence: select('presence'),
  step: select('step'),
  steps: select('steps'),
  stepSeconds: select('stepSeconds'),
  forwardSeconds: select('forwardSeconds'),
  base: select('base'),
  current: select('current'),
  entry: select('entry'),
  tally: select('tally'),
  share: select('share'),
  rollbacks: select('rollbacks'),
  verified: select('verified'),
  status: select('status'),
  refused: select('refused'),
  sent: select('sent'),
  traffic: select('traffic'),
  memory: select('memory'),
  engine: select('engine'),
  trials: select('trials'),
  problems: select('problems'),
};

/** One part of the store: who reads it is drawn again when that part changes, and not otherwise. */
export function slice<Key extends keyof Progress>(key: Key): Progress[Key] {
  return slices[key].value;
}

interface Timed {
  readonly event: TrainEvent;
  readonly time: number;
}

const record = perFrame<Timed>((items) => {
  let state = progress.peek();
  for (const { event, time } of items) {
    state = reduce(state, event, time);
    measures.take(event, state, time);
  }
  batch(() => {
    progress.value = state;
    if (state.activity?.name === 'left' || state.problems.some(({ fatal }) => fatal)) joined.value = false;
  });
  // Questions to a worker that has stopped would wait for ever.
  if (state.problems.some(({ code }) => code === 'worker')) end();
});

function tell(event: TrainEvent): void {
  record({ event, time: Date.now() });
}

let volunteer: Volunteer | null = null;
let joinedWith: JoinOptions | null = null;

/** Starts the worker and lets it contribute. A second call replaces the first. */
export function join(options: JoinOptions): void {
  volunteer?.stop();
  // What the one before has said last is not of this one.
  record.clear();
  measures.clear();
  batch(() => {
    progress.value = NO_PROGRESS;
    joined.value = true;
    finishing.value = false;
  });
  joinedWith = options;
  volunteer = startVolunteer({ ...options, form: formOfDevice(), allowance: decision.peek() }, tell);
}

/** Joins again as before, in a worker of its own: memory of the old one's engine is given back. */
export function rejoin(measureAgain: boolean): void {
  if (joinedWith) join({ ...joinedWith, measureAgain });
}

function end(): void {
  volunteer?.stop();
  volunteer = null;
}

/** Ends the worker at once, for when what it works on is deleted. */
export function stop(): void {
  end();
  record.clear();
  batch(() => {
    progress.value = NO_PROGRESS;
    joined.value = false;
  });
}

export function pause(): void {
  void volunteer?.worker.pause();
}

export function resume(): void {
  void volunteer?.worker.resume();
}

/** What this device may do has changed. */
export function obey({ reasons, intensity, downloads }: Allowance): void {
  void volunteer?.worker.obey({ reasons, intensity, downloads });
}

/** Leaves once this device's answer to the round under way is in; false takes that back. */
export function finish(wanted: boolean): void {
  finishing.value = wanted;
  void volunteer?.worker.finish(wanted);
}

/** The worker stays, so that the model can still be asked. */
export function leave(): void {
  finishing.value = false;
  void volunteer?.worker.leave();
}

/** @param texts one for each field @throws Error with a message for a person */
export async function ask(texts: readonly string[]): Promise<Answer> {
  if (!volunteer) throw new Error('Join first: the model is loaded then.');
  return volunteer.answer(volunteer.worker.ask(texts));
}

/**
 * The model of the last round as a file, written by the worker; null when it was stopped.
 * @throws Error with a message for a person
 */
export async function exportModel(told: ExportProgress): Promise<ModelFile | null> {
  if (!volunteer) throw new Error('Join first: the model is loaded then.');
  return volunteer.answer(volunteer.worker.exportModel(proxy(told)));
}

export function stopExport(): void {
  void volunteer?.worker.stopExport();
}
