import { signal } from '@preact/signals';

/** Chromium's offer to put the page on the home screen; other browsers have none, and a menu instead. */
interface InstallPrompt extends Event {
  prompt(): Promise<unknown>;
}

function isInstallPrompt(event: Event): event is InstallPrompt {
  return 'prompt' in event && typeof event.prompt === 'function';
}

const offer = signal<InstallPrompt | null>(null);
const justInstalled = signal(false);

/** How this page gets onto the home screen of this device. */
export type Installation = 'installed' | 'offered' | 'by-share-menu' | 'by-menu' | 'insecure';

/** Keeps the browser's offer, which comes early and once. @returns the way to stop */
export function watchInstallation(): () => void {
  const offered = (event: Event): void => {
    if (!isInstallPrompt(event)) return;
    event.preventDefault();
    offer.value = event;
  };
  const done = (): void => {
    offer.value = null;
    justInstalled.value = true;
  };
  addEventListener('beforeinstallprompt', offered);
  addEventListener('appinstalled', done);
  return () => {
    removeEventListener('beforeinstallprompt', offered);
    removeEventListener('appinstalled', done);
  };
}

export function installation(): Installation {
  if (justInstalled.value || matchMedia('(display-mode: standalone)').matches) return 'installed';
  if (offer.value) return 'offered';
  // iPadOS says that it is a Mac, with a touch screen that no Mac has.
  const apple = /iP(?:hone|ad|od)/.test(navigator.userAgent);
  const isPad = navigator.userAgent.includes('Macintosh') && navigator.maxTouchPoints > 1;
  if (apple || isPad) return 'by-share-menu';
  return isSecureContext ? 'by-menu' : 'insecure';
}

/** Asks the person, by the browser's own question. */
export async function install(): Promise<void> {
  const event = offer.peek();
  offer.value = null;
  await event?.prompt();
}
