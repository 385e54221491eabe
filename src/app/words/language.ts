import { computed, type ReadonlySignal, signal } from '@preact/signals';

/** Languages of the page, each by its own name. */
export const LANGUAGES = { en: 'English', de: 'Deutsch' } as const;
export type Language = keyof typeof LANGUAGES;

export function isLanguage(name: string | null): name is Language {
  return name !== null && Object.hasOwn(LANGUAGES, name);
}

/** A section's words in the languages besides English, each loaded when it is first spoken. */
type Translations<Words> = { readonly [Other in Exclude<Language, 'en'>]: () => Promise<{ readonly default: Words }> };

const current = signal<Language>('en');
/** The language that is or will be spoken: known before all its words have come. */
let next: Language = 'en';

/** The language that the page speaks. */
export const language: ReadonlySignal<Language> = current;

/** Each section's way to load a language. */
const sections = new Set<(language: Language) => Promise<void>>();
/** Words on their way for sections that came after their language was chosen. */
const late = new Set<Promise<void>>();

/**
 * The words of one part of the page. English is there at once; a translation is loaded with the first section's need of
 * it, and English shows until it has come, or where it does not come.
 *
 * @returns reads the words: who reads them while it is drawn is drawn again when the language changes
 */
export function section<Words extends object>(english: Words, translations: Translations<Words>): () => Words {
  const loaded = signal<Partial<Record<Language, Words>>>({ en: english });
  const load = async (wanted: Language): Promise<void> => {
    if (wanted === 'en' || loaded.peek()[wanted]) return;
    const { default: words } = await translations[wanted]();
    loaded.value = { ...loaded.peek(), [wanted]: words };
  };
  sections.add(load);
  if (next !== 'en') {
    const loading: Promise<void> = load(next)
      .catch(() => {})
      .finally(() => late.delete(loading));
    late.add(loading);
  }
  const words = computed(() => loaded.value[current.value] ?? english);
  return () => words.value;
}

/** Changes the page's language, once all words that are in use have come. @throws what an import throws, offline */
export async function speak(wanted: Language): Promise<void> {
  next = wanted;
  try {
    await Promise.all([...sections].map((load) => load(wanted)));
  } catch (error) {
    next = current.peek();
    throw error;
  }
  // Another choice, made meanwhile, stands.
  if (next !== wanted) return;
  if (typeof document !== 'undefined') document.documentElement.lang = wanted;
  current.value = wanted;
}

/** Once the words of a part that was loaded just now have come, so that it need not show in English first. */
export async function wordsHaveCome(): Promise<void> {
  await Promise.all(late);
}

/** The first of the languages that somebody prefers that the page has. @param preferred tags such as `de-AT` */
export function languageFor(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    const primary = tag.toLowerCase().split('-')[0] ?? '';
    if (isLanguage(primary)) return primary;
  }
  return 'en';
}

/** One or many: `plural(2, 'round', 'rounds')`. English and German agree on when. */
export function plural(count: number, one: string, many: string): string {
  return count === 1 ? one : many;
}
