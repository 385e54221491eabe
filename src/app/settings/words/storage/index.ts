import { section } from '../../../words/index.ts';
import english from './en.ts';

export const words = section(english, { de: () => import('./de.ts') });
