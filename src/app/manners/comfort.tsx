import { formatDecimal, formatDuration } from '../format.ts';
import { joined } from '../session.ts';
import { away } from './away.ts';
import { words } from './words/index.ts';

/** What became of the work while nobody looked. */
export function Comfort() {
  const t = words();
  if (!joined.value) return null;
  const last = away.value;
  if (!last) return <p class="muted">{t.keepInView}</p>;
  const time = formatDuration(last.milliseconds);
  const said = last.paused
    ? t.awayPaused(time)
    : last.steps === 0
      ? t.awayStopped(time)
      : t.awayWorked(time, last.steps, last.rounds);
  return (
    <div class="problem away" role="note" data-testid="away">
      <p>
        {said} {last.slower !== null && t.awaySlowed(formatDecimal(last.slower, 1))}
      </p>
      <button type="button" class="quiet" onClick={() => (away.value = null)}>
        {t.understood}
      </button>
    </div>
  );
}
