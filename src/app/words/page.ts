import english from './en.ts';
import { section } from './language.ts';

/** The words of the page's frame: names of its screens, its units, and what every part of it may say. */
export const words = section(english, { de: () => import('./de.ts') });
