import { type GoodbyeReason, ManifestError } from '../protocol/index.ts';
import { DataError } from '../data/index.ts';
import { ModelError } from '../model/index.ts';
import { RelayError } from '../relay/index.ts';
import { VaultError } from '../vault/index.ts';
import { FileError, RoomError } from './download/index.ts';
import { EngineError } from './engines/index.ts';
import type { Problem } from './problem.ts';

/** This device computes other weights from the same log than the relay does. */
export const DIVERGED: Problem = {
  code: 'diverged',
  message: "This device's copy of the model does not become the federation's, even from a fresh start.",
  remedy: 'Reload the page. If it happens again, please report it with the diagnostics text: it should be impossible.',
  fatal: true,
};

/** The federation's manifest is not the one that a link was made for. */
export class OtherManifestError extends Error {
  override readonly name = 'OtherManifestError';
  readonly remedy =
    'Nothing was joined or sent. Ask whoever sent you the link for the current one, and what has changed.';
  /** First digits of the manifest's hash: as the link has them, and as they are. */
  readonly pin: string;
  readonly hash: string;
  constructor(pin: string, hash: string) {
    const begins = hash.slice(0, pin.length);
    super(
      `Your link was made for other terms than this federation has now: its manifest begins with ${begins}, your link says ${pin}.`,
    );
    this.pin = pin;
    this.hash = begins;
  }
}

/** This device's loss, or its answer to a step, is not a number that a step can be taken with. */
export function notFinite(round: number): Problem {
  return {
    code: 'not-finite',
    message: `This device's loss in round ${round} is not a finite number: the training has diverged, or this device computed wrongly. Nothing of it was sent, and this device's steps of the round were taken back.`,
    remedy:
      'Join again. If it happens again, try another engine; if it happens on other devices too, tell the organiser: the learning rate is too large.',
    fatal: true,
    details: { round },
  };
}

/** The relay's log ends before a state that this device has seen. */
export function rewound(seen: number, sequence: number): Problem {
  return {
    code: 'rewound',
    message: `The relay's log ends at round ${sequence}; this device was at round ${seen} before. It was put back to an older copy.`,
    remedy: 'Training goes on from there by itself. Tell the organiser that the rounds in between are lost.',
    fatal: false,
    details: { seen, sequence },
  };
}

/** The relay's log gives other weights at a state than it gave before. */
export function rewritten(sequence: number): Problem {
  return {
    code: 'rewritten',
    message: `The relay's log gives another model at round ${sequence} than it did on your last visit.`,
    remedy: 'Tell the organiser: a log must never change. Training goes on with what the relay has now.',
    fatal: false,
    details: { sequence },
  };
}

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
        message:
          'The relay takes no more for now: this device said very much, or your network has very many connections.',
        remedy: 'Nothing is lost. This device tries again by itself.',
        fatal: false,
      };
    }
    case 'bad-frame':
    case 'no-hello': {
      return {
        code: reason,
        message: 'The relay did not understand what this device sent.',
        remedy: 'This device tries again by itself. If it goes on, reload the page, and please report it.',
        fatal: false,
      };
    }
    case 'bad-signature': {
      return {
        code: reason,
        message: "The relay did not accept this device's signature.",
        remedy:
          'Join again; in a browser, reload the page first. If it goes on, please report it. Deleting what this page has stored gives this device a new key, but takes your data sets along: export them first.',
        fatal: true,
      };
    }
    case 'invite-needed':
    case 'invite-unknown':
    case 'invite-expired':
    case 'invite-used-up':
    case 'invite-revoked': {
      return { code: reason, ...INVITES[reason], fatal: true };
    }
    case 'archived': {
      return {
        code: reason,
        message: 'The organiser has archived this federation: it is over, and takes nobody in any more.',
        remedy: 'Its model and its log can still be kept: they stay on this relay for everybody to download.',
        fatal: true,
      };
    }
    case 'state-unknown':
    case 'too-slow':
    case 'shutting-down': {
      return null;
    }
    default:
      return reason satisfies never;
  }
}

const INVITES = {
  'invite-needed': {
    message: 'One joins this federation by invitation, and this device has none.',
    remedy: 'Use the link that its organiser sent you. If you have none, ask for one.',
  },
  'invite-unknown': {
    message: 'The relay does not know this invitation.',
    remedy: 'Check that the link is whole, to its last letter; or ask the organiser for a new one.',
  },
  'invite-expired': {
    message: 'This invitation has expired.',
    remedy: 'Ask the organiser for a new link.',
  },
  'invite-used-up': {
    message: 'This invitation has let in as many devices as it was made for.',
    remedy: 'Ask the organiser for a link for this device too.',
  },
  'invite-revoked': {
    message: 'The organiser has taken this invitation back, and with it the place of those who came by it.',
    remedy: 'Ask the organiser why, and for a new link if you are to come back. Your data is still on this device.',
  },
} as const;

/** A data set that a federation cannot learn from. */
export class UnfitDataError extends Error {
  override readonly name = 'UnfitDataError';
  readonly fault: UnfitData;
  constructor(message: string, fault: UnfitData) {
    super(message);
    this.fault = fault;
  }
}

type UnfitData =
  | { readonly code: 'data-gone' | 'data-classes' }
  /** Fields of the federation's template that the rows lack. */
  | { readonly code: 'data-fields'; readonly details: { readonly fields: readonly string[] } };

const AGAIN = 'Join again; in a browser, reload the page first. Your data is still on this device.';

/** Any error that ends the work, as a person should read it. Texts of examples are in none of them. */
export function explain(error: unknown): Problem {
  const message = error instanceof Error ? error.message : String(error);
  const sentence = /[.!?]$/u.test(message) ? message : `${message}.`;
  const said = { message: sentence, remedy: ownRemedy(error) ?? AGAIN, fatal: true } as const;
  if (isOutOfMemory(error, message)) {
    return {
      ...said,
      code: 'memory',
      message: `This device has not enough memory for the model: ${message}`,
      remedy: 'Close other tabs and apps and try again, or use a device with more memory.',
    };
  }
  if (error instanceof VaultError) return { ...said, code: `storage-${error.code}` };
  if (error instanceof RoomError) {
    return { ...said, code: 'room', details: { needed: error.needed, room: error.room } };
  }
  if (error instanceof FileError) {
    const remedy = FILES[error.fault];
    return { ...said, code: `file-${error.fault}`, remedy, details: { host: error.host } };
  }
  if (error instanceof OtherManifestError) {
    return { ...said, code: 'other-manifest', details: { pin: error.pin, hash: error.hash } };
  }
  if (error instanceof UnfitDataError)
    return { ...said, ...error.fault, remedy: 'Choose or add another on the data screen, and join again.' };
  if (error instanceof DataError) return { ...said, code: 'data' };
  if (error instanceof EngineError) return { ...said, code: 'engine' };
  if (error instanceof RelayError) {
    const remedy = 'Check the link that brought you here, or ask whoever sent it.';
    return { ...said, code: 'relay', remedy };
  }
  if (error instanceof ManifestError) {
    const remedy = 'Reload the page for its current version; if that does not help, tell the organiser.';
    return { ...said, code: 'manifest', remedy };
  }
  if (error instanceof ModelError) {
    const remedy = 'Join again: its files are fetched anew then. If that does not help, tell the organiser.';
    return { ...said, code: 'model', remedy };
  }
  return { ...said, code: 'unexpected', details: { error: error instanceof Error ? error.name : typeof error } };
}

const FILES = {
  lost: 'Check the connection and join again: it goes on where it stopped.',
  stopped: 'Join again to go on: what has come is kept.',
  refused: "Tell the organiser: the model's files are not where the federation says.",
  other: "Tell the organiser: the federation's files are not what its manifest says.",
} as const;

/** Other errors are RangeErrors too, such as a step that is not finite. The words are the kernel's and the browsers'. */
function isOutOfMemory(error: unknown, message: string): boolean {
  return error instanceof RangeError && /memory|allocat|array length/i.test(message);
}

/** What the one who threw it says that a person can do. */
function ownRemedy(error: unknown): string | null {
  return error instanceof Error && 'remedy' in error && typeof error.remedy === 'string' ? error.remedy : null;
}
