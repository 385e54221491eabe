import { signal } from '@preact/signals';

/** The page's screens, as the address's fragment names them: the back button works, and nothing reloads. */
export const SCREENS = ['federation', 'data', 'live'] as const;
export type Screen = (typeof SCREENS)[number];

function read(): Screen {
  const name = location.hash.slice(2);
  return SCREENS.find((screen) => screen === name) ?? 'federation';
}

export const screen = signal<Screen>(read());
addEventListener('hashchange', () => (screen.value = read()));

export function addressOf(target: Screen): string {
  return `#/${target}`;
}

export function goTo(target: Screen): void {
  location.hash = addressOf(target);
}
