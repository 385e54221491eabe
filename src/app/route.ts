import { computed, signal } from '@preact/signals';
import { type JoinLink, joinFragment, readJoinFragment } from '../protocol/index.ts';
import { withoutKey } from './organiser-link.ts';

/** The page's screens, as the address's fragment names them: the back button works, and nothing reloads. */
export const SCREENS = ['federation', 'data', 'live', 'result', 'settings', 'organise', 'create'] as const;
export type Screen = (typeof SCREENS)[number];

const fragment = signal(withoutKey(location.hash));
addEventListener('hashchange', () => (fragment.value = withoutKey(location.hash)));

/** A link to join by shows the first screen. What follows a screen's name, behind a slash, is for that screen. */
export const screen = computed<Screen>(
  () =>
    SCREENS.find((name) => fragment.value === `#/${name}` || fragment.value.startsWith(`#/${name}/`)) ?? 'federation',
);
/** What follows the screen's name in the address; '' where nothing does. */
export const place = computed(() => fragment.value.split('/').slice(2).join('/'));

/** What the link said that brought somebody here, also after they went on to another screen; null where none did. */
export const link = signal<JoinLink | null>(readJoinFragment(location.hash));
/** A link to join by that is not whole. */
export const isLinkBroken = computed(() => fragment.value.startsWith('#/join') && !readJoinFragment(fragment.value));
fragment.subscribe((now) => {
  const read = readJoinFragment(now);
  if (read) link.value = read;
});

/** The first screen keeps the link that somebody came by in its address. */
export function addressOf(target: Screen): string {
  return target === 'federation' && link.value ? joinFragment(link.value) : `#/${target}`;
}

export function goTo(target: Screen): void {
  location.hash = addressOf(target);
}
