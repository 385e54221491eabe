import { type ReadonlySignal, signal } from '@preact/signals';
import { preference, prefer } from './storage.ts';
import { type Language, isLanguage, language, languageFor, speak } from './words/index.ts';

/** What a person chose for the whole page on this device: its language and its theme. */

const THEMES = ['light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const chosenTheme = signal<Theme | null>(null);
/** The theme that was chosen; null where the page follows the system. */
export const theme: ReadonlySignal<Theme | null> = chosenTheme;

/** Milliseconds that the page's first drawing waits for the storage at most. */
const PATIENCE = 400;

/** Applies what was chosen on an earlier visit, or what the browser says. Never fails, and never takes long. */
export async function restoreChoices(): Promise<void> {
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), PATIENCE));
  const restored = Promise.all([preference('language'), preference('theme')]).then(async ([chosen, kept]) => {
    show(THEMES.find((name) => name === kept) ?? null);
    await speak(isLanguage(chosen) ? chosen : languageFor(navigator.languages));
  });
  await Promise.race([restored.catch(() => {}), late]);
}

/** @throws what an import throws: the words of a language may have to be fetched */
export async function chooseLanguage(wanted: Language): Promise<void> {
  await speak(wanted);
  if (language.peek() === wanted) await prefer('language', wanted);
}

/** @param wanted null follows the system */
export async function chooseTheme(wanted: Theme | null): Promise<void> {
  show(wanted);
  await prefer('theme', wanted);
}

function show(wanted: Theme | null): void {
  chosenTheme.value = wanted;
  const root = document.documentElement;
  if (wanted) root.dataset['theme'] = wanted;
  else delete root.dataset['theme'];
  // The colour of the browser's own bars: a choice stands above what the system says.
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) {
    meta.media = wanted === null ? `(prefers-color-scheme: ${meta.dataset['theme']})` : themeMedia(meta, wanted);
  }
}

function themeMedia(meta: HTMLMetaElement, wanted: Theme): string {
  return meta.dataset['theme'] === wanted ? 'all' : 'not all';
}
