import { signal } from '@preact/signals';
import { forgetOldShares } from '../shared-files.ts';

/** How the page opens without its relay: whether it can, here, and whether a newer version of it has come. */
export type Shell =
  /** Browsers have service workers on secure addresses alone: https, or this device itself. */
  | { readonly state: 'insecure' }
  | { readonly state: 'unsupported' }
  | { readonly state: 'preparing' }
  | { readonly state: 'ready' }
  | { readonly state: 'newer'; readonly waiting: ServiceWorker };

export const shell = signal<Shell>({ state: 'preparing' });

/** Milliseconds between two looks for a newer version, in a tab that stays open. */
const INTERVAL = 3_600_000;

/** Registers the service worker once the page has been shown. @returns the way to stop looking */
export function watchShell(): () => void {
  if (!('serviceWorker' in navigator)) {
    shell.value = { state: isSecureContext ? 'unsupported' : 'insecure' };
    return () => {};
  }
  // Vite's development server has none, and its files change under the same names.
  if (import.meta.env.DEV) return () => {};
  let timer = 0;
  const begin = async (): Promise<void> => {
    const registration = await navigator.serviceWorker.register('/sw.js', { updateViaCache: 'none' });
    const look = (): void => {
      const { waiting, active } = registration;
      // The first one of all waits for nobody.
      if (waiting && active) shell.value = { state: 'newer', waiting };
      else if (active) shell.value = { state: 'ready' };
    };
    registration.addEventListener('updatefound', () => {
      registration.installing?.addEventListener('statechange', look);
    });
    registration.installing?.addEventListener('statechange', look);
    look();
    await forgetOldShares(Date.now()).catch(() => {});
    timer = window.setInterval(() => void registration.update().catch(() => {}), INTERVAL);
  };
  const failed = (): void => void (shell.value = { state: 'unsupported' });
  const shown = (): void => void begin().catch(failed);
  if (document.readyState === 'complete') shown();
  else addEventListener('load', shown, { once: true });
  return () => {
    removeEventListener('load', shown);
    clearInterval(timer);
  };
}

/** Loads the page's newer version. What trains in this tab is joined again by hand; nothing that was sent is lost. */
export function takeNewer(): void {
  const { value } = shell;
  if (value.state !== 'newer') return;
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
  value.waiting.postMessage('take over');
}
