import { INTENSITIES } from './settings.ts';

/** What a round asks of this device, and what it allows, in seconds. */
export interface RoundTime {
  readonly needs: number;
  readonly deadline: number;
  readonly fits: boolean;
  /** The smallest intensity at which it fits; null where none does. */
  readonly fitting: number | null;
}

/** @param stepSeconds that a local step takes here; 0 where it was not measured yet @returns null then */
export function roundTime(
  { localSteps, deadline }: { readonly localSteps: number; readonly deadline: number },
  stepSeconds: number,
  intensity: number,
): RoundTime | null {
  if (stepSeconds <= 0) return null;
  // The answer goes out at once after the last step, which is not rested from before that.
  const needsAt = (share: number): number => stepSeconds * (1 + (localSteps - 1) / share);
  return {
    needs: needsAt(intensity),
    deadline,
    fits: needsAt(intensity) <= deadline,
    fitting: INTENSITIES.find((share) => needsAt(share) <= deadline) ?? null,
  };
}

/** Milliseconds in the background that are worth a word. */
const LONG = 10_000;
/** Steps this much slower than before are the browser's doing, not the intensity's, which rests between steps. */
const SLOWER = 1.5;

/** What became of the work while the tab was hidden. */
export interface Away {
  readonly milliseconds: number;
  /** It paused, as the person chose. */
  readonly paused: boolean;
  readonly steps: number;
  readonly rounds: number;
  /** How many times as long a step took; null where that is not worth a word, or no step was taken. */
  readonly slower: number | null;
}

/** How far the work was at a time, in milliseconds. */
export interface Then {
  readonly time: number;
  readonly steps: number;
  readonly rounds: number;
  readonly stepSeconds: number;
}

/** What lies between two looks; null where it was too short. */
export function awayBetween(left: Then, returned: Then, paused: boolean): Away | null {
  const milliseconds = returned.time - left.time;
  if (milliseconds < LONG) return null;
  const steps = Math.max(0, returned.steps - left.steps);
  const slower = left.stepSeconds > 0 && steps > 0 ? returned.stepSeconds / left.stepSeconds : 0;
  return {
    milliseconds,
    paused,
    steps,
    rounds: Math.max(0, returned.rounds - left.rounds),
    slower: slower >= SLOWER ? slower : null,
  };
}

/** Milliseconds below which a rate says nothing. */
const LEAST = 30_000;
const HOUR = 3_600_000;

/** Bytes that so many make in an hour; null before that can be told. */
export function hourly(bytes: number, milliseconds: number): number | null {
  return milliseconds < LEAST ? null : (bytes / milliseconds) * HOUR;
}
