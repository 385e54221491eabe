import { signal } from '@preact/signals';

/** The seed of an organiser's key that a link brought, as it stood there, until the organiser's screen takes it. */
export const broughtSeed = signal<string | null>(null);

const KEY_LINK = /^#\/organise\/key\/(.*)$/;

/**
 * Takes the key out of an organiser's link, and out of the address at once: before anything is loaded or drawn, so that
 * it stands in no bookmark, picture of the screen or shared address.
 * @returns the fragment to go on with
 */
export function withoutKey(fragment: string): string {
  const [, seed] = KEY_LINK.exec(fragment) ?? [];
  if (seed === undefined) return fragment;
  broughtSeed.value = seed;
  history.replaceState(history.state, '', '#/organise');
  return '#/organise';
}
