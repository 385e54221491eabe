import { batch, effect, signal, untracked } from '@preact/signals';
import { preference, prefer } from '../storage.ts';
import { type Conditions, type Decision, type Ground, decide, groundOf } from './decide.ts';
import { DEFAULTS, type Settings, readSettings } from './settings.ts';
import { battery, hidden, network, watchSurroundings } from './surroundings.ts';

/** Milliseconds after which a decision is made again, whatever timers did in a tab that slept. */
const LOOK = 60_000;

/** What the person chose on this device. */
export const settings = signal<Settings>(DEFAULTS);
/** The person's word for this visit, where the browser does not tell: what was true last week says nothing today. */
export const pluggedIn = signal<boolean | null>(null);
export const onMobileData = signal<boolean | null>(null);
/** Files are wanted on whatever network this is, for this visit. */
export const loadAnyway = signal(false);

/** What the person goes on in spite of. */
const overruled = signal<readonly Ground[]>([]);
const QUESTION = { held: false, loadAnyway: false, overruled: [] } as const;

function surroundings(): Omit<Conditions, 'held' | 'loadAnyway' | 'overruled'> {
  return {
    battery: battery.value,
    pluggedIn: pluggedIn.value,
    hidden: hidden.value,
    network: network.value,
    onMobileData: onMobileData.value,
  };
}

/** Whether this device computes, how hard, and why not. */
export const decision = signal<Decision>(
  untracked(() => decide(DEFAULTS, { ...QUESTION, ...surroundings() }, Date.now())),
);

/** Changes settings and keeps them. */
export function choose(change: Partial<Settings>): void {
  settings.value = { ...settings.peek(), ...change };
  void prefer('manners', JSON.stringify(settings.peek()));
}

/** Goes on in spite of what holds the work back now, as long as that lasts. */
export function goOnAnyway(): void {
  const grounds = decision.peek().reasons.map(groundOf);
  overruled.value = [...new Set([...overruled.peek(), ...grounds.filter((ground) => ground !== null)])];
}

/** Decides anew whenever something changes, and when time does. @returns stops it */
export function watchManners(): () => void {
  let timer: ReturnType<typeof setTimeout>;
  void preference('manners').then((kept) => {
    if (kept !== null) settings.value = readSettings(kept);
  });
  const tick = signal(0);
  const stopWatching = watchSurroundings();
  const stopDeciding = effect(() => {
    void tick.value;
    const found = { ...surroundings(), loadAnyway: loadAnyway.value, overruled: overruled.value };
    const { held } = decision.peek();
    const now = Date.now();
    const made = decide(settings.value, { ...found, held }, now);
    clearTimeout(timer);
    timer = setTimeout(() => tick.value++, Math.min(LOOK, Math.max(0, (made.next ?? Infinity) - now) + 1));
    batch(() => {
      // What is over is not overruled any more; the same list again is no change.
      if (made.overruled.length !== overruled.peek().length) overruled.value = made.overruled;
      if (JSON.stringify(made) !== JSON.stringify(decision.peek())) decision.value = made;
    });
  });
  return () => {
    clearTimeout(timer);
    stopDeciding();
    stopWatching();
  };
}
