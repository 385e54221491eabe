import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { joined } from '../session.ts';

/** What keeps the training going on a phone: a screen that stays on, and a tab that stays in view. */
export function Comfort() {
  if (!joined.value) return null;
  return (
    <div class="comfort">
      <HiddenNotice />
      {'wakeLock' in navigator && <KeepAwake />}
    </div>
  );
}

/** Milliseconds in the background that are worth a word. */
const LONG = 10_000;

function HiddenNotice() {
  const wasHidden = useSignal(false);
  useEffect(() => {
    let since = 0;
    const changed = (): void => {
      if (document.hidden) since = Date.now();
      else if (since > 0 && Date.now() - since > LONG) wasHidden.value = true;
    };
    document.addEventListener('visibilitychange', changed);
    return () => document.removeEventListener('visibilitychange', changed);
  }, []);
  if (!wasHidden.value) return <p class="muted">Keep this tab in view: browsers slow hidden tabs down or stop them.</p>;
  return (
    <p class="problem" role="note">
      This tab was in the background, where browsers slow it down or stop it. Nothing is lost; it goes on now.
    </p>
  );
}

function KeepAwake() {
  const wanted = useSignal(false);
  useEffect(() => {
    if (!wanted.value) return;
    let lock: WakeLockSentinel | null = null;
    let over = false;
    // The browser takes the lock away with the tab's view, so it is asked for again on every return.
    const request = async (): Promise<void> => {
      if (document.hidden) return;
      lock = await navigator.wakeLock.request('screen').catch(() => null);
      if (over) void lock?.release();
    };
    const returned = (): void => void request();
    document.addEventListener('visibilitychange', returned);
    void request();
    return () => {
      over = true;
      document.removeEventListener('visibilitychange', returned);
      void lock?.release();
    };
  }, [wanted.value]);
  return (
    <label class="check">
      <input type="checkbox" checked={wanted} onChange={(event) => (wanted.value = event.currentTarget.checked)} />
      Keep the screen on
    </label>
  );
}
