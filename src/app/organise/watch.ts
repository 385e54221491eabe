import { type ReadonlySignal, signal } from '@preact/signals';
import { RelayRefusal, type Signer, type Target, overview } from './relay-client.ts';
import { type Watched, lastRound, pauseAfter, withAnswer } from './rounds.ts';

/** What the dashboard shows, and how the last look at the relay went. */
export interface Sight {
  readonly watched: Watched | null;
  /** Null after an answer. */
  readonly fault: unknown;
  /** When the relay is asked again after a fault, milliseconds since 1970. */
  readonly nextAt: number;
}

export interface Watch {
  readonly sight: ReadonlySignal<Sight>;
  /** Asks at once, as after a command. */
  refresh(): Promise<void>;
  stop(): void;
}

/** Refusals that stay what they are until somebody does something. */
const FINAL: readonly string[] = ['bad-signature', 'no-federation', 'other-federation', 'no-organiser'];

/** Looks at a federation every few seconds while the page is seen; less often where the relay does not answer. */
export function watch(signer: Signer, target: Target): Watch {
  const sight = signal<Sight>({ watched: null, fault: null, nextAt: 0 });
  let timer = 0;
  let failures = 0;
  let underWay: Promise<void> | null = null;
  let stopped = false;

  const look = async (): Promise<void> => {
    clearTimeout(timer);
    const { watched } = sight.peek();
    let isFinal = false;
    try {
      const answer = await overview(signer, target, lastRound(watched));
      failures = 0;
      sight.value = { watched: withAnswer(watched, answer), fault: null, nextAt: 0 };
    } catch (error) {
      failures++;
      isFinal = error instanceof RelayRefusal && FINAL.includes(error.code);
      sight.value = { watched, fault: error, nextAt: isFinal ? 0 : Date.now() + pauseAfter(failures) };
    }
    if (!stopped && !isFinal && !document.hidden) timer = window.setTimeout(() => void refresh(), pauseAfter(failures));
  };
  // One at a time; whoever asks during a look wants one that begins after it.
  const refresh = async (): Promise<void> => {
    const before = underWay;
    const mine = (async () => {
      await before;
      if (!stopped) await look();
    })();
    underWay = mine;
    await mine;
    if (underWay === mine) underWay = null;
  };
  const onSeen = (): void => {
    if (!document.hidden) void refresh();
  };
  document.addEventListener('visibilitychange', onSeen);
  void refresh();
  return {
    sight,
    refresh,
    stop() {
      stopped = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onSeen);
    },
  };
}
