import { effect, signal } from '@preact/signals';
import { countOf } from '../live/tally.ts';
import { joined, progress } from '../session.ts';
import { type Away, type Then, awayBetween } from './figures.ts';
import { decision } from './state.ts';
import { hidden } from './surroundings.ts';

/** The last time that was long enough; null where there was none. */
export const away = signal<Away | null>(null);

function look(): Then {
  const { steps, tally, stepSeconds } = progress.peek();
  return { time: Date.now(), steps, rounds: countOf(tally), stepSeconds };
}

/** @returns stops it */
export function watchAway(): () => void {
  let left: Then | null = null;
  let paused = false;
  return effect(() => {
    if (!joined.value) {
      left = null;
    } else if (hidden.value) {
      left ??= look();
      paused = decision.value.reasons.some(({ name }) => name === 'hidden');
    } else if (left) {
      away.value = awayBetween(left, look(), paused) ?? away.peek();
      left = null;
    }
  });
}
