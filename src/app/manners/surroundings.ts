import { signal } from '@preact/signals';
import type { Conditions } from './decide.ts';

/** What the browser tells of where this device is: each as long as `watchSurroundings` runs. */
export const battery = signal<Conditions['battery']>(null);
export const network = signal<Conditions['network']>('unknown');
export const hidden = signal(typeof document !== 'undefined' && document.hidden);

/** Battery Status API: Chromium, and only where the page came over https or from this very device. */
interface BatteryManager extends EventTarget {
  readonly level: number;
  readonly charging: boolean;
}
/** Network Information API: Chromium; `type` on phones alone. */
interface Connection extends EventTarget {
  readonly type?: string;
  readonly saveData?: boolean;
}
interface Telling {
  readonly getBattery?: () => Promise<BatteryManager>;
  readonly connection?: Connection;
}

/** @returns stops it */
export function watchSurroundings(): () => void {
  const { getBattery, connection }: Navigator & Telling = navigator;
  const stops = [
    listen(document, ['visibilitychange'], () => (hidden.value = document.hidden)),
    ...(connection ? [listen(connection, ['change'], () => (network.value = networkOf(connection)))] : []),
  ];
  let over = false;
  getBattery?.call(navigator).then(
    (manager) => {
      if (over) return;
      const look = (): void => {
        const { level, charging } = manager;
        const before = battery.peek();
        const since = before?.charging === charging ? before.since : Date.now();
        battery.value = { level, charging, since };
      };
      stops.push(listen(manager, ['chargingchange', 'levelchange'], look));
    },
    // Forbidden by a policy: then the browser does not tell.
    () => {},
  );
  return () => {
    over = true;
    for (const stop of stops) stop();
  };
}

/** Looks now and whenever one of these happens. */
function listen(target: EventTarget, events: readonly string[], look: () => void): () => void {
  look();
  for (const event of events) target.addEventListener(event, look);
  return () => events.forEach((event) => target.removeEventListener(event, look));
}

function networkOf({ type, saveData }: Connection): Conditions['network'] {
  if (saveData) return 'save-data';
  if (type === 'cellular') return 'cellular';
  // Computers' browsers know the interface, but do not tell.
  return type === undefined || type === 'unknown' ? 'unknown' : 'unmetered';
}
