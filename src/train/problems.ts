import type { GoodbyeReason } from '../protocol/index.ts';
import type { Problem } from './events.ts';

/** This device computes other weights from the same log than the relay does. */
export const DIVERGED: Problem = {
  code: 'diverged',
  message: "This device's copy of the model does not become the federation's, even from a fresh start.",
  remedy: 'Reload the page. If it happens again, please report it with the diagnostics text: it should be impossible.',
  fatal: true,
};

/** What a relay's goodbye means to a person; null where coming back by itself is all there is to do. */
export function goodbyeProblem(reason: GoodbyeReason): Problem | null {
  switch (reason) {
    case 'version': {
      return {
        code: reason,
        message: 'This page and the relay speak different versions of the protocol.',
        remedy: 'Reload the page to get the current version.',
        fatal: true,
      };
    }
    case 'unknown-federation': {
      return {
        code: reason,
        message: 'The relay does not know this federation any more.',
        remedy: 'Ask whoever sent you the link whether it has ended.',
        fatal: true,
      };
    }
    case 'replaced': {
      return {
        code: reason,
        message: 'This device joined the federation in another window, which goes on instead of this one.',
        remedy: 'Close the other window and join again here if you want to go on in this one.',
        fatal: true,
      };
    }
    case 'too-many': {
      return {
        code: reason,
        message: 'The relay has as many connections from your network as it takes.',
        remedy: 'Nothing is lost. This page tries again by itself.',
        fatal: false,
      };
    }
    case 'bad-frame':
    case 'no-hello':
    case 'state-unknown':
    case 'too-slow':
    case 'shutting-down': {
      return null;
    }
    default:
      return reason satisfies never;
  }
}
