import { signal } from '@preact/signals';
import type { ComponentType } from 'preact';

/**
 * A screen whose code is loaded when it is first shown, so that who only wants to join does not wait for it.
 *
 * @param load imports it
 */
export function lazy(load: () => Promise<ComponentType>): ComponentType {
  const state = signal<{ readonly Screen: ComponentType | null; readonly failed: boolean }>({
    Screen: null,
    failed: false,
  });
  let loading = false;
  const begin = (): void => {
    if (loading || state.peek().Screen) return;
    loading = true;
    load().then(
      (Screen) => (state.value = { Screen, failed: false }),
      () => {
        loading = false;
        state.value = { Screen: null, failed: true };
      },
    );
  };
  return function Lazy() {
    const { Screen, failed } = state.value;
    if (Screen) return <Screen />;
    if (!failed) {
      begin();
      return <p class="notice" aria-busy="true" />;
    }
    return (
      <div class="problem fatal" role="alert">
        <p>
          <strong>This part of the page could not be loaded.</strong>
        </p>
        <p>The relay does not answer, or has a newer page. Check the connection and try again.</p>
        <button type="button" onClick={begin}>
          Try again
        </button>
      </div>
    );
  };
}
