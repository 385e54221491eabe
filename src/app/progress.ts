import type { Activity, Evaluation, Problem, TrainEvent, Trial } from '../train/index.ts';
import { NOTHING_SENT, type SentRecord, recordSent } from './live/sent.ts';
import { NO_SHARE, type Share, shareAfter } from './live/share.ts';
import { NO_TALLY, type Tally, tallied } from './live/tally.ts';

type Of<Type extends TrainEvent['type']> = Omit<Extract<TrainEvent, { type: Type }>, 'type'>;

/** Entry `sequence` took back rounds `from` to `to`. */
export interface Rollback {
  readonly sequence: number;
  readonly from: number;
  readonly to: number;
}

/** What the page knows of a volunteer's work: everything that the events told, and nothing else. */
export interface Progress {
  readonly manifest: Of<'manifest'>['manifest'] | null;
  /** This device's pseudonym in the federation. */
  readonly participant: string | null;
  /** Its private key lies here as plain bytes. */
  readonly isExtractable: boolean;
  readonly activity: Activity | null;
  /** When this activity began, milliseconds since 1970. */
  readonly since: number;
  /** When the activity was last told of: attempts and progress count anew, the wait does not. */
  readonly told: number;
  readonly download: Of<'download'> | null;
  readonly data: Of<'data'> | null;
  readonly presence: (Of<'presence'> & { readonly time: number }) | null;
  readonly step: Of<'step'> | null;
  readonly steps: number;
  /** Wall seconds of a step and of its bare forward passes, moving averages. */
  readonly stepSeconds: number;
  readonly forwardSeconds: number;
  readonly base: Evaluation | null;
  readonly current: Of<'evaluation'> | null;
  readonly entry: Of<'entry'> | null;
  /** Rounds of the model that this device's numbers are in. */
  readonly tally: Tally;
  /** What is in the model, and what of it is this device's. */
  readonly share: Share;
  /** What the organiser took back, the oldest first. */
  readonly rollbacks: readonly Rollback[];
  readonly verified: Of<'verified'> | null;
  /** Whether rounds open. */
  readonly status: Of<'status'>;
  readonly refused: Of<'refused'> | null;
  readonly sent: SentRecord;
  readonly traffic: Of<'traffic'>;
  readonly memory: Of<'memory'> | null;
  readonly engine: Of<'engine'> | null;
  /** The last word on each engine. */
  readonly trials: readonly Trial[];
  /** Oldest first; one for each code, the last one told. */
  readonly problems: readonly Problem[];
}

export const NO_PROGRESS: Progress = {
  manifest: null,
  participant: null,
  isExtractable: false,
  activity: null,
  since: 0,
  told: 0,
  download: null,
  data: null,
  presence: null,
  step: null,
  steps: 0,
  stepSeconds: 0,
  forwardSeconds: 0,
  base: null,
  current: null,
  entry: null,
  tally: NO_TALLY,
  share: NO_SHARE,
  rollbacks: [],
  verified: null,
  status: { state: 'running', cause: 'none', words: '' },
  refused: null,
  sent: NOTHING_SENT,
  traffic: { up: 0, down: 0, files: 0 },
  memory: null,
  engine: null,
  trials: [],
  problems: [],
};

/** Steps that the pace looks back on, roughly. */
const PACE_MEMORY = 20;

function average(before: number, value: number): number {
  return before === 0 ? value : before + (value - before) / PACE_MEMORY;
}

/** The next state. Slices that an event does not touch keep their identity, so that nothing else is drawn again. */
export function reduce(state: Progress, event: TrainEvent, time: number): Progress {
  switch (event.type) {
    case 'manifest':
      return {
        ...state,
        manifest: event.manifest,
        participant: event.participant,
        isExtractable: event.isExtractable,
      };
    case 'activity':
      return {
        ...state,
        activity: event.activity,
        since: sameWait(state.activity, event.activity) ? state.since : time,
        told: time,
        // Who trains has got over what only held it up.
        problems: event.activity.name === 'training' ? lasting(state.problems) : state.problems,
      };
    case 'download':
      return { ...state, download: event };
    case 'data':
      return { ...state, data: event };
    case 'presence':
      return { ...state, presence: { ...event, time } };
    case 'step':
      return {
        ...state,
        step: event,
        steps: state.steps + 1,
        stepSeconds: average(state.stepSeconds, event.seconds),
        forwardSeconds: average(state.forwardSeconds, event.forwardSeconds),
      };
    case 'evaluation':
      return event.sequence === 0
        ? { ...state, base: event.evaluation, current: state.current ?? event }
        : { ...state, current: event };
    case 'entry':
      return {
        ...state,
        entry: event,
        tally: tallied(state.tally, event),
        share: shareAfter(state.share, event),
        rollbacks: withRollback(state.rollbacks, event),
        // Told until a later round has counted this device's numbers again.
        refused: event.included && state.refused && event.sequence > state.refused.round ? null : state.refused,
      };
    case 'verified':
      return { ...state, verified: event };
    case 'status':
      return { ...state, status: event };
    case 'refused':
      return { ...state, refused: event };
    case 'sent':
      return { ...state, sent: recordSent(state.sent, event, time) };
    case 'traffic':
      return { ...state, traffic: event };
    case 'memory':
      return { ...state, memory: event };
    case 'engine':
      return { ...state, engine: event };
    case 'trial':
      return {
        ...state,
        trials: [...state.trials.filter(({ engine }) => engine !== event.trial.engine), event.trial],
      };
    case 'problem':
      return {
        ...state,
        problems: [...state.problems.filter(({ code }) => code !== event.problem.code), event.problem],
      };
    default:
      event satisfies never;
      return state;
  }
}

function withRollback(before: readonly Rollback[], { sequence, takenBack }: Of<'entry'>): readonly Rollback[] {
  // A copy that is made again passes them again.
  if (!takenBack || before.some((known) => known.sequence === sequence)) return before;
  return [...before, { sequence, ...takenBack }];
}

function lasting(problems: readonly Problem[]): readonly Problem[] {
  return problems.every(({ fatal }) => fatal) ? problems : problems.filter(({ fatal }) => fatal);
}

/** A progress report or another attempt is the same wait: its clock runs on. */
function sameWait(before: Activity | null, after: Activity): boolean {
  if (before?.name !== after.name) return false;
  if (after.name === 'waiting') return before.name === 'waiting' && before.reason === after.reason;
  if (after.name === 'training') return before.name === 'training' && before.round === after.round;
  return true;
}
