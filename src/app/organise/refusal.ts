import { section } from '../words/index.ts';
import { RelayRefusal } from './relay-client.ts';
import english from './words/refusals/en.ts';

const words = section(english, { de: () => import('./words/refusals/de.ts') });

/** What went wrong in the page's language, and what to do; with the relay's own sentence where it says more. */
export interface Explained {
  readonly message: string;
  readonly remedy: string;
  /** English, as the relay or the browser said it; '' where it adds nothing. */
  readonly said: string;
}

/** Those whose own sentence says which of several things it is. */
const SPECIFIC: readonly string[] = ['refused', 'bad-command', 'bad-manifest', 'no-model', 'busy', 'failed'];

/** A failure of anything in relay-client.ts, in words. Reads the language: call it while drawing. */
export function explain(error: unknown): Explained {
  const t = words();
  const code = error instanceof RelayRefusal ? error.code : 'failed';
  const known = isKnown(code) ? code : 'failed';
  const said = error instanceof Error && SPECIFIC.includes(known) ? error.message : '';
  return { ...t[known], said };
}

function isKnown(code: string): code is keyof typeof english {
  return Object.hasOwn(english, code);
}
