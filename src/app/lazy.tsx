import { signal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { wordsHaveCome } from './words/index.ts';
import { words } from './words/page.ts';

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
    state.value = { Screen: null, failed: false };
    load()
      .then(async (Screen) => {
        await wordsHaveCome();
        state.value = { Screen, failed: false };
      })
      .catch(() => {
        loading = false;
        state.value = { Screen: null, failed: true };
      });
  };
  return function Lazy() {
    const { Screen, failed } = state.value;
    if (Screen) return <Screen />;
    if (!failed) {
      if (!loading) queueMicrotask(begin);
      return <p class="notice" aria-busy="true" />;
    }
    const { title, why, again } = words().loadFailed;
    return (
      <div class="problem fatal" role="alert">
        <p>
          <strong>{title}</strong>
        </p>
        <p>{why}</p>
        <button type="button" onClick={begin}>
          {again}
        </button>
      </div>
    );
  };
}
